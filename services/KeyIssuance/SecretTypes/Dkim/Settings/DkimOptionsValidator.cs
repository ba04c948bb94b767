using System.Net;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

/// <summary>Checks what refers to other settings, so that the service does not start with zones that it cannot reach. No message quotes a secret.</summary>
internal sealed class DkimOptionsValidator : IValidateOptions<DkimOptions>
{
    public ValidateOptionsResult Validate(string? name, DkimOptions options)
    {
        var problems = options.Zones.Select(zone => zone.Problem()).OfType<string>().ToList();
        if (options.PlatformZone is { } zone && !options.Zones.Any(known => known.Name.Equals(zone, StringComparison.OrdinalIgnoreCase) && known.KeyName is not null))
        {
            problems.Add($"PlatformZone {zone} is none of the Zones, or has no KeyName");
        }

        if (options.Resolver is { } resolver && (!IPEndPoint.TryParse(resolver, out var parsed) || parsed.Port == 0))
        {
            problems.Add($"Resolver {resolver} is no address with a port");
        }

        if (!Enum.IsDefined(options.Algorithm))
        {
            problems.Add("Algorithm must be Rsa2048, Rsa4096, Ed25519 or Dual");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail($"KeyIssuance:Dkim: {string.Join("; ", problems)}.");
    }
}
