import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The next free id of each sequence; see IdGenerator. */
@Entity('id_sequence')
export class IdSequenceEntity {
  @PrimaryColumn({ type: 'varchar', length: 32 })
  name: string;

  @Column({ name: 'next_value', type: 'bigint' })
  nextValue: string;
}
