namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;

/// <summary>Why a record is not as it should be, or could not be written.</summary>
internal static class DnsCodes
{
    /// <summary>What an operation waits for.</summary>
    public const string Waiting = "dns";

    /// <summary>Tells a tenant that an operation waits for records which are theirs to publish.</summary>
    public const string WaitingAlert = "dkim.waiting_for_dns";

    public const string Missing = "dns_record_missing";
    public const string Differs = "dns_record_differs";
    public const string SecondRecord = "dns_second_record";
    public const string Alias = "dns_alias_at_name";
    public const string Settling = "dns_caches_settle";
    public const string DelegationMissing = "dkim_delegation_missing";
    public const string DelegationElsewhere = "dkim_delegation_elsewhere";
    public const string ZoneUnknown = "dns_zone_unknown";
    public const string ZoneNotManaged = "dns_zone_not_managed";
    public const string NameTaken = "dns_name_taken";
    public const string UpdateSilent = "dns_update_unanswered";
    public const string UpdateRefused = "dns_update_refused";
    public const string KeyRefused = "dns_update_key_refused";
    public const string KeyUnknown = "dns_update_key_unknown";
    public const string Clock = "dns_update_clock";
    public const string Changed = "dns_record_changed";
    public const string Ineffective = "dns_update_ineffective";
    public const string NotPublished = "dns_not_published";

    /// <returns>Null for codes of others.</returns>
    public static string? NextStepFor(string code) => code switch
    {
        Missing => "Publish the record as GET …/dkim/{domain}/dns-records shows it, at every name server of the zone; the platform looks again by itself, or at once after POST …/dkim/{domain}/check.",
        Differs => "Correct the record: its value must be the one that GET …/dkim/{domain}/dns-records shows.",
        SecondRecord => "Remove the other TXT record at the name: with two, verifiers use neither.",
        Alias => "Remove the CNAME record at the name: nothing else can stand beside it.",
        Settling => "Nothing has to be done: resolvers may still remember that there was no such record.",
        DelegationMissing => "Publish the CNAME record that GET …/dkim/{domain}/dns-records shows; the platform does the rest.",
        DelegationElsewhere => "Let the CNAME record lead to the name that GET …/dkim/{domain}/dns-records shows.",
        ZoneUnknown => "See that the domain is registered and its name servers answer, or configure them: KeyIssuance:Dkim:Zones.",
        ZoneNotManaged => "Configure the zone with its TSIG key (KeyIssuance:Dkim:Zones), or enrol the domain as delegated or manual.",
        NameTaken => "Find out who has published the record at this name and remove it, or rotate again: the next key has another selector.",
        UpdateSilent => "See that the zone's update server runs and can be reached from the platform.",
        UpdateRefused => "Allow the platform's TSIG key to update TXT records of the zone (its acl or update-policy).",
        KeyRefused => "Give the platform the secret that the name server has for this key: KeyIssuance:Dkim:Zones, KeySecret.",
        KeyUnknown => "Give the name server the platform's key, or the platform the name of the server's: KeyIssuance:Dkim:Zones, KeyName.",
        Clock => "Set the clocks of the platform and the name server; they may differ by 5 minutes at most.",
        Changed => "Nothing has to be done unless it persists: then find out who else changes the record.",
        Ineffective => "See in the name server's log why it did not carry out the update that it accepted.",
        NotPublished => "Publish the records as GET …/dkim/{domain}/dns-records shows them while the next operation waits for them.",
        NameServers.SilentCode => "See that every name server of the zone runs and can be reached from the platform over UDP and TCP.",
        NameServers.NotAuthoritativeCode => "Correct the zone's NS records, or let the server serve the zone.",
        _ => null,
    };
}
