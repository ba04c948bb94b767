namespace PenguinMails.Audit.Reports.Compliance;

/// <summary>The controls that are answered for. Requirements are in our own words; the frameworks' own texts decide.</summary>
internal static class ComplianceControls
{
    public static IReadOnlyList<ComplianceControl> Of(ComplianceFigures figures) =>
    [
        new(
            "CC6.1",
            "SOC 2",
            "Logical access",
            "Only those who are entitled get at protected information: identities are checked, rights are limited to what a role needs, and what is stored is encrypted.",
            [
                "Every endpoint names the roles that may call it; whoever has another is refused, and the refusal is recorded.",
                "Sensitive actions need a step-up: password and one-time code again, minutes before.",
                "Too many failed sign-ins lock an account for a while and raise an alert.",
                "Private keys and passwords are sealed under a key of their tenant before Vault stores them; Vault encrypts what it stores with AES-256-GCM.",
                "Each service has an identity of its own in Vault, with a policy for exactly the paths that it needs.",
                "Keys are rotated by schedule and on demand, and revoked until the server was seen to refuse them.",
            ],
            [.. figures.Access, .. figures.Reveals, .. figures.Keys]),
        new(
            "CC6.7",
            "SOC 2",
            "Transmission and removal of information",
            "Protected information leaves only by the ways meant for it, to those who are entitled, encrypted on its way, and it is known what left.",
            [
                "A private key of a server leaves once; one that signs mail never does. A password is shown to an administrator who steps up and says why, for 15 minutes.",
                "That material is about to leave is on record before a byte is sent; how it ended follows.",
                "On its way out of Vault it is response-wrapped: whoever else opened it would be noticed, and an alert raised.",
                "What was announced and never ended is listed, and counts as possibly seen.",
                "A copy of the ledger needs a reason and the approval of a second administrator, and is there for a day.",
                "Who saw what, and what of it is still good, is reported; reading a report is recorded as well.",
            ],
            [.. figures.Reveals, .. figures.Exports]),
        new(
            "A.10",
            "ISO/IEC 27001:2013 (A.8.24 in 2022)",
            "Cryptography",
            "There are rules for the use of cryptography, and keys are looked after from their making to their end.",
            [
                "Keys and passwords are made by the platform, with algorithms and sizes that policies fix; no person makes or types one.",
                "Each type has a rotation policy with an interval, a grace period and limits; overdue secrets raise alerts.",
                "A rotation is undone when the new key was not proven to work; the old one works meanwhile.",
                "The end of a key or password is proven: the server must refuse it, beside one that it accepts. Its material is destroyed.",
                "A key that signs mail is used only after every name server has shown its record, and its record outlives it until mail under way has been verified.",
                "Checkpoints of the ledger are signed by a key that never leaves Vault, and kept outside the database.",
            ],
            [.. figures.Keys, .. figures.Integrity]),
        new(
            "3.5 to 3.7",
            "PCI DSS v4.0.1",
            "Stored secrets and their keys",
            "What must be secret cannot be read where it is stored, and the keys that protect it are made, distributed, changed and ended in a controlled way.",
            [
                "Private keys and passwords are sealed under a key of their tenant before Vault stores them; Vault encrypts what it stores with AES-256-GCM.",
                "Keys that seal and sign never leave Vault.",
                "No table, message, log or trace holds secret material.",
                "Keys are rotated by schedule and on demand; one that may be exposed is rotated at once, or revoked until the server was seen to refuse it.",
            ],
            [.. figures.Keys, .. figures.Reveals]),
        new(
            "4.2",
            "PCI DSS v4.0.1",
            "Secrets on their way",
            "What must be secret is protected by strong cryptography whenever it crosses a network.",
            [
                "Servers are administered by SSH alone; the host key is pinned at enrolment, and another one is an alert.",
                "A mail account's password is tried over an encrypted connection alone, whose certificate is checked; changes of DNS records are signed.",
                "A secret on its way out of Vault is response-wrapped, and opened once.",
                "A private key can be encrypted with a passphrase of its owner before it is handed out.",
            ],
            [.. figures.Reveals, .. figures.Exports]),
        new(
            "8.3 and 8.6",
            "PCI DSS v4.0.1",
            "Passwords of people and of systems",
            "People prove who they are by more than one factor; passwords that systems use are kept from people, protected against misuse, and changed at intervals.",
            [
                "Signing in needs a password and a one-time code; sensitive actions need both again.",
                "Passwords of mail accounts are random, made by the platform, and rotated by schedule, on demand and after an incident.",
                "The old password is refused after its grace period, which a real sign-in proves; sessions under it end when it is revoked.",
                "Who saw a password, when and why is on record; what was seen and still works is reported, with the request that replaces exactly that.",
                "Keys with which programs call the API are kept as digests, have permissions and limits of their own, and are revoked when one is found in public.",
            ],
            [.. figures.Access, .. figures.Keys, .. figures.Reveals]),
        new(
            "10.2 to 10.5",
            "PCI DSS v4.0.1",
            "Records of access",
            "Each access is recorded with who, what, when and how it ended; records cannot be changed, are reviewed, and are kept.",
            [
                "Every change and every refusal is a record of the ledger, in the transaction of what it records; what a service does for a person names that person.",
                "The ledger is append-only, chained by hashes and signed; Vault's own trail is a second chain, and accesses that the first does not explain raise an alert.",
                "Detectors watch both chains; a source of evidence that falls silent raises an alert as well.",
                "Archived months lie in verified files; the platform deletes none of them.",
            ],
            [.. figures.Access, .. figures.Integrity, .. figures.Incidents]),
        new(
            "Art. 32",
            "GDPR",
            "Security of processing",
            "Personal data is processed with measures that fit the risk: confidentiality, integrity, availability and resilience, and regular checks that they work.",
            [
                "Who acted, from where and why is kept apart from the ledger and can be erased without breaking its proof.",
                "The erasure of a person requires the approval of a second administrator.",
                "The ledger is append-only, chained by hashes and checkpointed; anyone can verify an export offline.",
                "Services run in any number of instances; operations of one that was killed are taken over.",
                "Servers are compared with what they should accept, on schedule; what differs is repaired or raises an alert.",
                "Detectors watch the ledger and Vault's own audit trail; incidents raise alerts that say what to do next, reach whoever is on call, and are acknowledged and resolved by name.",
            ],
            [.. figures.Privacy, .. figures.Access, .. figures.Integrity, .. figures.Incidents]),
    ];
}
