import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { selfSignedCertificate } from '#server/platform/self-signed-certificate.ts'

const generate = promisify(generateKeyPair)

/**
 * A key of our own for one connection: signs what we ask, opens what is encrypted for us, signs private_key_jwt. RSA of 2048
 * bits, because every provider takes that; ten years, because each change has to be made on the other side as well.
 * `name` stands in the certificate.
 */
export async function createKeyPair(
  name: string,
  now = new Date(),
): Promise<{ privateKeyPem: string; certificatePem: string }> {
  // Asynchronous: finding two primes takes a tenth of a second.
  const key = await generate('rsa', { modulusLength: 2048 })
  // Clocks that go a little after ours take it at once.
  const from = new Date(now.getTime() - 24 * 3_600_000)
  const to = new Date(from)
  to.setUTCFullYear(to.getUTCFullYear() + 10)
  return {
    privateKeyPem: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: selfSignedCertificate(key, name, { from, to }),
  }
}
