using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim;

/// <summary>Enrols the key that signs a domain's mail.</summary>
/// <param name="Domain">The domain; stored in lower case, as A-labels.</param>
/// <param name="DnsMode">Who writes its records: <c>managed</c>, <c>delegated</c> or <c>manual</c>.</param>
/// <param name="Algorithm"><c>rsa2048</c>, <c>rsa4096</c>, <c>ed25519</c> or <c>dual</c>; null: as configured.</param>
internal sealed record DkimEnrolment(string Domain, string DnsMode, string? Algorithm = null)
{
    private const int LongestName = 253;

    public Enrolment Read(DkimOptions options)
    {
        var domain = DkimDomain.Read(Domain, out var problem);
        var mode = DkimSettings.Find<DnsMode>(DnsMode);
        var algorithm = Algorithm is null ? options.Algorithm : DkimSettings.Find<DkimAlgorithm>(Algorithm);
        var errors = new FieldErrors()
            .Require(domain is not null, "domain", problem)
            .Require(mode is not null, "dnsMode", $"Must be one of {Names<DnsMode>()}.")
            .Require(algorithm is not null, "algorithm", $"Must be one of {Names<DkimAlgorithm>()}.");
        if (domain is not null && mode == Keys.DnsMode.Delegated)
        {
            errors
                .Require(options.PlatformZone is not null, "dnsMode", "The platform has no zone for delegated domains; choose managed or manual.")
                .Require(
                    DkimKey.AliasTargetOf(domain, "pm1e", options.PlatformZone ?? "").Length <= LongestName, "domain",
                    "Is too long to be delegated; choose managed or manual.");
        }

        // Known at once for zones that are configured; others are the tenant's.
        if (domain is not null && mode == Keys.DnsMode.Managed)
        {
            errors.Require(
                options.Zones.Any(zone => zone.KeyName is not null && ("." + domain).EndsWith("." + zone.Name, StringComparison.OrdinalIgnoreCase)), "dnsMode",
                "The platform has no key to change this domain's zone; configure it (KeyIssuance:Dkim:Zones), or choose delegated or manual.");
        }

        return errors.Any ? new Enrolment.Invalid(errors) : new Enrolment.Read(new NewSecret(domain!, new DkimSettings(mode!.Value, algorithm!.Value).ToDictionary()));
    }

    private static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(DkimSettings.NameOf));
}
