namespace PenguinMails.Vault;

/// <summary>Reports everything that is wrong with section <c>Vault</c> at once.</summary>
public sealed class VaultOptionsValidator : IValidateOptions<VaultOptions>
{
    public ValidateOptionsResult Validate(string? name, VaultOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(VaultOptions options)
    {
        if (options.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https", AbsolutePath: "/", Query: "" })
        {
            yield return "Vault:Address must be an http or https address without a path.";
        }

        if (string.IsNullOrWhiteSpace(options.CredentialFolder) == string.IsNullOrWhiteSpace(options.TokenFile))
        {
            yield return "Set exactly one of Vault:CredentialFolder and Vault:TokenFile.";
        }

        foreach (var (setting, mount) in new[]
        {
            (nameof(options.KeyValueMount), options.KeyValueMount),
            (nameof(options.TransitMount), options.TransitMount),
            (nameof(options.AppRoleMount), options.AppRoleMount),
        })
        {
            if (!PathSegment.IsValid(mount))
            {
                yield return $"Vault:{setting} must be one path segment of letters, digits, '.', '_' or '-'.";
            }
        }

        foreach (var (setting, value) in new[]
        {
            (nameof(options.AttemptTimeout), options.AttemptTimeout),
            (nameof(options.TotalTimeout), options.TotalTimeout),
            (nameof(options.BreakDuration), options.BreakDuration),
        })
        {
            // The lower bounds are Polly's.
            if (value < TimeSpan.FromMilliseconds(500) || value > TimeSpan.FromMinutes(10))
            {
                yield return $"Vault:{setting} must lie between 0.5 s and 10 min.";
            }
        }

        if (options.MaxRetries is < 0 or > 10)
        {
            yield return "Vault:MaxRetries must lie between 0 and 10.";
        }

        if (options.RetryDelay < TimeSpan.Zero || options.RetryDelay > TimeSpan.FromSeconds(30))
        {
            yield return "Vault:RetryDelay must lie between 0 and 30 s.";
        }
    }
}
