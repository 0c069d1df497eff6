import {
  addresses,
  answer,
  answerEncrypted,
  answerSignedTwice,
  byIdp,
  facts,
  idp,
  issuer,
  minutes,
  ourKeys,
  ours,
  signedAssertion,
  stranger,
} from './saml-answers.ts'
import {
  assertionXml,
  copyOf,
  edited,
  encryptedXml,
  forge,
  removeSignatures,
  responseXml,
  samlp,
  signedXml,
} from './saml-documents.ts'

// Answers that nobody may take: at which step they end, and what is said there.

/** Never the same character. */
const another = (character: string) => (character === 'A' ? 'B' : 'A')

export type Attack = [what: string, step: string, says: RegExp, xml: () => string]

export const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1'
export const rsaSha1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'

export const signatures: Attack[] = [
  [
    'an assertion that is not signed',
    'signature',
    /no signature/,
    () => responseXml(facts(), assertionXml(facts())),
  ],
  [
    'a signed Response around an assertion that is not',
    'signature',
    /no signature/,
    () => {
      const f = facts()
      return signedXml(responseXml(f, assertionXml(f)), f.responseId, byIdp())
    },
  ],
  ['a changed NameID', 'signature', /changed/, () => answer().replace('ana-4711', 'bob-4711')],
  ['a changed attribute', 'signature', /changed/, () => answer().replace('ana@', 'bob@')],
  [
    'a changed signature',
    'signature',
    /another key/,
    () => answer().replace(/(?<=SignatureValue>)./, another),
  ],
  [
    'a changed Response that is signed',
    'response-signature',
    /changed/,
    () => answerSignedTwice().replace('Version="2.0"', 'Consent="x" Version="2.0"'),
  ],
  [
    'another key',
    'signature',
    /another key/,
    () => answer({}, { privateKey: stranger.privateKeyPem, certificate: null }),
  ],
  [
    'another key, with its certificate in KeyInfo',
    'signature',
    /another key/,
    () => answer({}, { privateKey: stranger.privateKeyPem, certificate: stranger.certificatePem }),
  ],
  [
    'SHA-1 in the signature',
    'signature',
    /not taken: .*rsa-sha1/,
    () => answer({}, byIdp({ algorithm: rsaSha1 })),
  ],
  [
    'SHA-1 in the digest',
    'signature',
    /not taken: .*#sha1/,
    () => answer({}, byIdp({ digest: sha1 })),
  ],
  [
    'SHA-1 in the signature of the Response alone',
    'response-signature',
    /not taken/,
    () => {
      const f = facts()
      return signedXml(
        responseXml(f, signedAssertion(f)),
        f.responseId,
        byIdp({ algorithm: rsaSha1 }),
      )
    },
  ],
  ...['certificatePem', 'base64'].map(
    (form): Attack => [
      `HMAC with the certificate as the secret (${form})`,
      'signature',
      /not taken: .*hmac/,
      () =>
        answer(
          {},
          {
            privateKey:
              form === 'base64'
                ? idp.certificatePem.replace(/-----.*-----|\n/g, '')
                : idp.certificatePem,
            certificate: null,
            algorithm: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
            hmac: true,
          },
        ),
    ],
  ),
  [
    'a transform that leaves out what it likes',
    'signature',
    /not taken: .*xpath/,
    () =>
      answer().replace(
        'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
        'http://www.w3.org/TR/1999/REC-xpath-19991116',
      ),
  ],
  [
    'a transform more',
    'signature',
    /unusual way/,
    () =>
      answer().replace(
        '<ds:Transform Algorithm="http://www.w3.org/2001',
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/><ds:Transform Algorithm="http://www.w3.org/2001',
      ),
  ],
  [
    'another canonicalization',
    'signature',
    /not taken: .*c14n/,
    () =>
      answer({}, byIdp({ canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' })),
  ],
  [
    'a signature of another element',
    'signature',
    /another element/,
    () => {
      const f = facts()
      const signed = signedAssertion(f)
      return responseXml(f, signed.replace(`ID="${f.assertionId}"`, 'ID="_other"'))
    },
  ],
  [
    'a signature of the whole document (empty URI)',
    'signature',
    /another element/,
    () => answer().replace(/URI="#[^"]+"/, 'URI=""'),
  ],
  [
    'two references',
    'signature',
    /more than one thing/,
    () => answer().replace(/(<ds:Reference .*<\/ds:Reference>)/, '$1$1'),
  ],
  [
    'two SignedInfo',
    'signature',
    /unusual/,
    () => answer().replace(/(<ds:SignedInfo>.*<\/ds:SignedInfo>)/, '$1$1'),
  ],
  [
    'two signatures',
    'signature',
    /more than one/,
    () => answer().replace(/(<ds:Signature .*<\/ds:Signature>)/, '$1$1'),
  ],
  [
    'an Object in the signature',
    'signature',
    /unusual/,
    () => answer().replace('</ds:Signature>', '<ds:Object>x</ds:Object></ds:Signature>'),
  ],
  [
    'a length of HMAC output',
    'signature',
    /parameters/,
    () =>
      answer().replace(
        /(<ds:SignatureMethod [^>]*)\/>/,
        '$1><ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>',
      ),
  ],
  [
    'a signature in another namespace',
    'document',
    /signature stands/,
    () =>
      answer().replaceAll(
        'http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo',
        'urn:other"><ds:SignedInfo',
      ),
  ],
  [
    'a digest as two texts, of which one was signed',
    'document',
    /comment/,
    () => answer().replace('<ds:DigestValue>', '<ds:DigestValue><!--AAAA-->'),
  ],
]

export const documents: Attack[] = [
  ['no XML', 'document', /not well-formed/, () => 'hello'],
  ['half of it', 'document', /not well-formed/, () => answer().slice(0, -30)],
  ['something behind it', 'document', /not well-formed/, () => `${answer()}<more/>`],
  ['a text behind it', 'document', /not well-formed/, () => `${answer()}more`],
  ['a text before it', 'document', /not well-formed/, () => `more${answer()}`],
  ['DOCTYPE', 'document', /DOCTYPE/, () => `<!DOCTYPE Response>${answer()}`],
  [
    'an entity',
    'document',
    /DOCTYPE/,
    () => `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${answer({ nameId: '&b;' })}`,
  ],
  [
    'an entity that nobody has named',
    'document',
    /not well-formed/,
    () => answer().replace('ana-4711', '&ana;'),
  ],
  [
    'a processing instruction',
    'document',
    /processing/,
    () => answer().replace('ana-4711', 'ana<?x y?>-4711'),
  ],
  [
    'a comment in NameID',
    'document',
    /comment/,
    () => answer({ nameId: 'ana-4711.evil.test' }).replace('ana-4711.evil', 'ana-4711<!---->.evil'),
  ],
  [
    'CDATA in NameID',
    'document',
    /CDATA/,
    () => answer().replace('ana-4711', '<![CDATA[ana-4711]]>'),
  ],
  [
    'a comment in an attribute',
    'document',
    /comment/,
    () => answer().replace('ana@', '<!--x-->ana@'),
  ],
  [
    'a comment in Issuer',
    'document',
    /comment/,
    () => answer().replaceAll(issuer, `${issuer}<!---->`),
  ],
  [
    'a comment in Audience',
    'document',
    /comment/,
    () => answer().replace(`<saml:Audience>${ours}`, `<saml:Audience><!---->${ours}`),
  ],
  [
    'an element in NameID',
    'subject',
    /NameID/,
    () => answer({ nameId: 'ana-4711<b xmlns="urn:b">.evil</b>' }),
  ],
  ['a zero byte', 'document', /control/, () => answer().replace('ana-4711', 'ana-4711&#0;.evil')],
  [
    'another encoding',
    'document',
    /encoded/,
    () => `<?xml version="1.0" encoding="UTF-7"?>${answer()}`,
  ],
  ['an ID twice', 'document', /twice/, () => answer({ responseId: '_same', assertionId: '_same' })],
  [
    'an ID twice, in another spelling',
    'document',
    /twice/,
    () => {
      const f = facts()
      return responseXml(f, signedAssertion(f)).replace(
        '<samlp:Status>',
        `<samlp:Status Id="${f.assertionId}">`,
      )
    },
  ],
  ['an ID with a quote', 'document', /no name/, () => answer().replace('ID="_r', `ID="' or '1`)],
  [
    'two assertions, both signed',
    'document',
    /one assertion/,
    () => {
      const f = facts()
      const other = facts({ nameId: 'mallory' })
      return responseXml(f, signedAssertion(f) + signedAssertion(other))
    },
  ],
  [
    'an encrypted and a plain assertion',
    'document',
    /one assertion/,
    () => {
      const f = facts()
      return responseXml(
        f,
        signedAssertion(f) + encryptedXml(signedAssertion(facts()), ourKeys.certificatePem),
      )
    },
  ],
  [
    'an assertion of another namespace beside the signed one',
    'document',
    /one assertion/,
    () => answer().replace('<samlp:Status>', '<x:Assertion xmlns:x="urn:x"/><samlp:Status>'),
  ],
  [
    'an assertion that is not directly in the Response',
    'document',
    /unusual place/,
    () =>
      answer()
        .replace('<saml:Assertion ', '<samlp:Extensions><saml:Assertion ')
        .replace('</saml:Assertion>', '</saml:Assertion></samlp:Extensions>'),
  ],
  [
    'a Response in a Response',
    'document',
    /one Response/,
    () => answer().replace('<samlp:Status>', '<samlp:Response/><samlp:Status>'),
  ],
  [
    'another root',
    'document',
    /Response was expected/,
    () => answer().replaceAll('samlp:Response', 'samlp:LogoutResponse'),
  ],
  [
    'a Response of another namespace',
    'document',
    /Response was expected/,
    () => answer().replace(samlp, 'urn:oasis:names:tc:SAML:1.0:protocol'),
  ],
  [
    'far too many elements',
    'document',
    /elements/,
    () => answer().replace('<samlp:Status>', `${'<a/>'.repeat(6000)}<samlp:Status>`),
  ],
  [
    'nested far too deeply',
    'document',
    /deep/,
    () =>
      answer().replace('<samlp:Status>', `${'<a>'.repeat(900)}${'</a>'.repeat(900)}<samlp:Status>`),
  ],
  [
    'far too long',
    'document',
    /longer/,
    () => answer().replace('<samlp:Status>', `${' '.repeat(400_000)}<samlp:Status>`),
  ],
]

export const contents: Attack[] = [
  [
    'another issuer',
    'issuer',
    /idp\.test.* was expected, https:\/\/evil/,
    () => answer({ issuer: 'https://evil.test', responseIssuer: null }),
  ],
  ['no issuer', 'issuer', /nothing came/, () => answer({ issuer: null, responseIssuer: null })],
  [
    'another issuer of the Response',
    'response-issuer',
    /evil/,
    () => answer({ responseIssuer: 'https://evil.test' }),
  ],
  ['another audience', 'audience', /evil/, () => answer({ audience: 'https://evil.test' })],
  [
    'the audience of another connection',
    'audience',
    /was expected/,
    () => answer({ audience: addresses.metadata.replace('001', '002') }),
  ],
  ['no audience', 'audience', /nothing/, () => answer({ audience: null })],
  ['another recipient', 'recipient', /evil/, () => answer({ recipient: 'https://evil.test/acs' })],
  ['no recipient', 'recipient', /nothing/, () => answer({ recipient: null })],
  [
    'another destination',
    'destination',
    /evil/,
    () => answer({ destination: 'https://evil.test/acs' }),
  ],
  [
    'no destination of a signed Response',
    'destination',
    /nothing/,
    () => answerSignedTwice({ destination: null }),
  ],
  [
    'an answer to no question',
    'in-response-to',
    /nothing/,
    () => answer({ requestId: null, responseInResponseTo: null }),
  ],
  [
    'an answer to another question',
    'response-in-response-to',
    /_other/,
    () => answer({ requestId: '_other', responseInResponseTo: '_other' }),
  ],
  [
    'an assertion for another question',
    'in-response-to',
    /_other/,
    () => answer({ requestId: '_other' }),
  ],
  ['an expired one', 'time', /good until/, () => answer({ notOnOrAfter: minutes(-1) })],
  [
    'an expired confirmation',
    'confirmation',
    /good until/,
    () => answer({ confirmedUntil: minutes(-1) }),
  ],
  [
    'a confirmation without an end',
    'confirmation',
    /no end/,
    () => answer({ confirmedUntil: null }),
  ],
  ['one that is not good yet', 'time', /good from/, () => answer({ notBefore: minutes(1.1) })],
  [
    'a log-in there in the future',
    'authentication',
    /signed in there/,
    () => answer({ authnInstant: minutes(2) }),
  ],
  [
    'a session there that is over',
    'authentication',
    /ended/,
    () => answer({ sessionUntil: minutes(-1.1) }),
  ],
  [
    'a transient NameID',
    'subject',
    /transient/,
    () => answer({ nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }),
  ],
  ['an empty NameID', 'subject', /NameID/, () => answer({ nameId: ' ' })],
  ['an endless NameID', 'subject', /1000/, () => answer({ nameId: 'x'.repeat(1001) })],
]

/** What the provider has signed, though it should not have: the form of the assertion itself. */
export const signedForms: [
  what: string,
  step: string,
  says: RegExp,
  change: (xml: string) => string,
][] = [
  [
    'no confirmation of a bearer',
    'confirmation',
    /bearer/,
    (xml) => xml.replace('cm:bearer', 'cm:sender-vouches'),
  ],
  [
    'no Conditions',
    'audience',
    /Conditions/,
    (xml) => xml.replace(/<saml:Conditions.*<\/saml:Conditions>/, ''),
  ],
  [
    'a condition that nobody knows',
    'conditions',
    /no known/,
    (xml) =>
      xml.replace('<saml:AudienceRestriction>', '<saml:Condition/><saml:AudienceRestriction>'),
  ],
  [
    'a time without a zone',
    'time',
    /zone/,
    (xml) => xml.replace(/NotBefore="([^"]*)Z"/, 'NotBefore="$1"'),
  ],
  [
    'no AuthnStatement',
    'authentication',
    /AuthnStatement/,
    (xml) => xml.replace(/<saml:AuthnStatement.*<\/saml:AuthnStatement>/, ''),
  ],
  [
    'two NameIDs',
    'subject',
    /one NameID/,
    (xml) => xml.replace('</saml:NameID>', '</saml:NameID><saml:NameID>bob</saml:NameID>'),
  ],
  [
    'an encrypted NameID',
    'subject',
    /encrypted NameID/,
    (xml) => xml.replace(/<saml:NameID.*<\/saml:NameID>/, '<saml:EncryptedID/>'),
  ],
  [
    'a persistent NameID that another provider has made',
    'subject',
    /NameQualifier of the NameID is https:\/\/other/,
    (xml) => xml.replace('<saml:NameID ', '$&NameQualifier="https://other.test" '),
  ],
  [
    'a persistent NameID that was made for another service',
    'subject',
    /SPNameQualifier of the NameID is https:\/\/other/,
    (xml) => xml.replace('<saml:NameID ', '$&SPNameQualifier="https://other.test" '),
  ],
  [
    'a NameID of another user store',
    'subject',
    /NameQualifier/,
    (xml) =>
      xml.replace(/<saml:NameID [^>]*>/, '<saml:NameID NameQualifier="students.example.test">'),
  ],
  [
    'two Subjects',
    'subject',
    /one Subject/,
    (xml) => xml.replace('<saml:Conditions', '<saml:Subject/><saml:Conditions'),
  ],
  ['another version', 'assertion', /2\.0/, (xml) => xml.replace('Version="2.0"', 'Version="1.1"')],
  [
    'two restrictions, of which one is met',
    'audience',
    /evil/,
    (xml) =>
      xml.replace(
        '</saml:AudienceRestriction>',
        '</saml:AudienceRestriction><saml:AudienceRestriction><saml:Audience>evil</saml:Audience></saml:AudienceRestriction>',
      ),
  ],
]

export const encryption: Attack[] = [
  [
    'encrypted, with nothing signed inside',
    'signature',
    /no signature/,
    () => {
      const f = facts()
      return responseXml(f, encryptedXml(assertionXml(f), ourKeys.certificatePem))
    },
  ],
  [
    'encrypted, changed inside',
    'signature',
    /changed/,
    () => {
      const f = facts()
      return responseXml(
        f,
        encryptedXml(signedAssertion(f).replace('ana-4711', 'bob'), ourKeys.certificatePem),
      )
    },
  ],
  [
    'encrypted, SHA-1 inside',
    'signature',
    /not taken/,
    () => answerEncrypted({}, {}, byIdp({ algorithm: rsaSha1 })),
  ],
  [
    'encrypted, a comment inside',
    'decryption',
    /comment/,
    () => {
      const f = facts()
      return responseXml(
        f,
        encryptedXml(signedAssertion(f).replace('ana-', 'ana<!---->-'), ourKeys.certificatePem),
      )
    },
  ],
  [
    'encrypted, a forged assertion around the signed one inside',
    'decryption',
    /one assertion/,
    () => {
      const f = facts()
      const inside = edited(signedAssertion(f), (document) => {
        const signed = document.documentElement
        const forged = copyOf(signed)
        removeSignatures(forged)
        forge(forged, '_evil')
        document.replaceChild(forged, signed)
        forged.appendChild(signed)
      })
      return responseXml(f, encryptedXml(inside, ourKeys.certificatePem))
    },
  ],
  [
    'encrypted for somebody else',
    'decryption',
    /cannot be decrypted/,
    () => {
      const f = facts()
      return responseXml(f, encryptedXml(signedAssertion(f), stranger.certificatePem))
    },
  ],
  [
    'a key encrypted by PKCS #1 1.5',
    'decryption',
    /not taken: .*rsa-1_5/,
    () => answerEncrypted({}, { key: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5' }),
  ],
  [
    'content encrypted by Triple DES',
    'decryption',
    /not taken: .*tripledes/,
    () =>
      answerEncrypted().replace(
        'http://www.w3.org/2009/xmlenc11#aes256-gcm',
        'http://www.w3.org/2001/04/xmlenc#tripledes-cbc',
      ),
  ],
  [
    'a key that does not fit',
    'decryption',
    /cannot be decrypted/,
    () => answerEncrypted().replace('aes256-gcm', 'aes128-gcm'),
  ],
  [
    'changed content',
    'decryption',
    /cannot be decrypted/,
    () =>
      answerEncrypted().replace(
        /(?<=CipherValue>)[A-Za-z0-9+/](?=[^<]*<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/,
        another,
      ),
  ],
  [
    'two keys',
    'decryption',
    /one encrypted key/,
    () => answerEncrypted().replace(/(<xenc:EncryptedKey>.*<\/xenc:EncryptedKey>)/, '$1$1'),
  ],
  [
    'content that is to be fetched',
    'decryption',
    /CipherValue/,
    () =>
      answerEncrypted().replace(
        /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>/g,
        '<xenc:CipherReference URI="http://evil.test"/>',
      ),
  ],
]
