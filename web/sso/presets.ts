import type { Attributes, ConnectionKind } from '#api/sso.ts'

export interface Preset {
  /** Of its words. */
  id: 'oidc-standard' | 'oidc-roles' | 'saml-short' | 'saml-claims' | 'saml-oid'
  attributes: Attributes
}

const claim = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims'
const standard: Attributes = {
  email: 'email',
  firstName: 'given_name',
  lastName: 'family_name',
  title: '',
  phone: 'phone_number',
  groups: 'groups',
}

/** What providers usually call what they tell, by kind of connection. */
export const presets: Record<ConnectionKind, readonly Preset[]> = {
  oidc: [
    // OpenID Connect Core 5.1; there is no standard claim for groups, but this name is the usual one.
    { id: 'oidc-standard', attributes: standard },
    { id: 'oidc-roles', attributes: { ...standard, groups: 'roles' } },
  ],
  saml: [
    {
      id: 'saml-short',
      attributes: {
        email: 'email',
        firstName: 'firstName',
        lastName: 'lastName',
        title: 'title',
        phone: 'phone',
        groups: 'groups',
      },
    },
    {
      id: 'saml-claims',
      attributes: {
        email: `${claim}/emailaddress`,
        firstName: `${claim}/givenname`,
        lastName: `${claim}/surname`,
        title: '',
        phone: `${claim}/mobilephone`,
        groups: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
      },
    },
    {
      // X.500 attributes as eduPerson names them: mail, givenName, sn, title, telephoneNumber, isMemberOf.
      id: 'saml-oid',
      attributes: {
        email: 'urn:oid:0.9.2342.19200300.100.1.3',
        firstName: 'urn:oid:2.5.4.42',
        lastName: 'urn:oid:2.5.4.4',
        title: 'urn:oid:2.5.4.12',
        phone: 'urn:oid:2.5.4.20',
        groups: 'urn:oid:1.3.6.1.4.1.5923.1.5.1.1',
      },
    },
  ],
}
