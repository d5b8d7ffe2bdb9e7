import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { endOfLocalDay, localDayOf } from '../../../../shared/zoned-time';
import { ScanReminders, type ScanReport } from './scan-reminders';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The scan of a day: everything that falls on it, or on a day that was missed. */
@Injectable()
export class RunReminders {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly scanReminders: ScanReminders,
  ) {}

  /** Sends the reminders of today, at once for the whole day. */
  ofToday(): Promise<ScanReport> {
    return this.ofDay(this.today());
  }

  /**
   * @param day `YYYY-MM-DD` in DEFAULT_TIME_ZONE, today or before
   * @throws AppError VALIDATION_FAILED for a day that doesn't exist, or is still to come: its reminders would come too early
   */
  async ofDay(day: string): Promise<ScanReport> {
    const until = this.boundOf(day);
    if (day > this.today()) throw invalidDay('date must not be after today');
    return this.scanReminders.execute(until);
  }

  /** What a scan of that day would send now. Changes nothing; the day may be one to come. */
  async countOfDay(day: string): Promise<{ due: number; users: number }> {
    return this.scanReminders.count(this.boundOf(day));
  }

  today(): string {
    return localDayOf(this.clock.now(), this.config.DEFAULT_TIME_ZONE);
  }

  private boundOf(day: string): Date {
    const noon = new Date(`${day}T12:00:00Z`);
    const exists = DAY.test(day) && !Number.isNaN(noon.getTime()) && noon.toISOString().startsWith(day);
    if (!exists) throw invalidDay('date must be a day such as 2026-11-24');
    return endOfLocalDay(day, this.config.DEFAULT_TIME_ZONE);
  }
}

function invalidDay(message: string): AppError {
  return new AppError('VALIDATION_FAILED', { errors: [{ parameter: 'date', code: 'DATE', message }] });
}
