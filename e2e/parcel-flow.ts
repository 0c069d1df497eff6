import { randomUUID } from 'node:crypto'
import type { Client } from '#api/client.ts'

/** A flow in English with three pages, whatever language an organization was founded in; returns its id. */
export async function makeParcelFlow(client: Client): Promise<string> {
  const { id } = await client.createFlow({
    idempotencyKey: randomUUID(),
    body: {
      name: 'Parcel',
      pages: [
        {
          title: 'Order',
          components: [
            { id: 'order', kind: 'text', title: 'Order number', required: true },
            { id: 'recipient', kind: 'text', title: 'Recipient', required: true },
            { id: 'phone', kind: 'phone', title: 'Phone of the recipient', required: true },
            { id: 'address', kind: 'address', title: 'Address', required: true },
            { id: 'place', kind: 'coordinate', title: 'Location on the map' },
            { id: 'parcels', kind: 'number', title: 'Number of parcels', required: true },
            { id: 'cash', kind: 'currency', title: 'Cash on delivery' },
            { id: 'ready', kind: 'date', title: 'Ready on' },
            { id: 'extras', kind: 'select', title: 'Extras', options: ['Gift', 'Fragile'], max: 2 },
          ],
        },
        {
          title: 'At the door',
          components: [
            {
              id: 'result',
              kind: 'select',
              title: 'Result',
              options: ['Handed over', 'Nobody there'],
              required: true,
            },
            { id: 'proof', kind: 'photo', title: 'Proof of delivery' },
            { id: 'seen', kind: 'list', title: 'Things seen' },
          ],
        },
        {
          title: 'Receipt',
          components: [
            { id: 'received_by', kind: 'text', title: 'Received by', required: true },
            { id: 'at', kind: 'time', title: 'At what time' },
          ],
        },
      ],
    },
  })
  return id
}
