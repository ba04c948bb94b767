namespace PenguinMails.Vault;

/// <summary>Reports everything that is wrong with section <c>Vault</c> at once.</summary>
public sealed class VaultOptionsValidator : IValidateOptions<VaultOptions>
{
    public ValidateOptionsResult Validate(string? name, VaultOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (bool Holds, string Failure)[] rules =
        [
            (options.Address is { IsAbsoluteUri: true, Scheme: "http" or "https", AbsolutePath: "/", Query: "" },
                "Vault:Address must be an http or https address without a path."),
            (string.IsNullOrWhiteSpace(options.CredentialFolder) != string.IsNullOrWhiteSpace(options.TokenFile),
                "Set exactly one of Vault:CredentialFolder and Vault:TokenFile."),
            Mount(nameof(options.KeyValueMount), options.KeyValueMount),
            Mount(nameof(options.TransitMount), options.TransitMount),
            Mount(nameof(options.AppRoleMount), options.AppRoleMount),
            Limit(nameof(options.AttemptTimeout), options.AttemptTimeout),
            Limit(nameof(options.TotalTimeout), options.TotalTimeout),
            Limit(nameof(options.BreakDuration), options.BreakDuration),
            (options.MaxRetries is >= 0 and <= 10, "Vault:MaxRetries must lie between 0 and 10."),
            (options.RetryDelay >= TimeSpan.Zero && options.RetryDelay <= TimeSpan.FromSeconds(30), "Vault:RetryDelay must lie between 0 and 30 s."),
        ];
        var failures = rules.Where(rule => !rule.Holds).Select(rule => rule.Failure).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static (bool Holds, string Failure) Mount(string setting, string mount) =>
        (PathSegment.IsValid(mount), $"Vault:{setting} must be one path segment of letters, digits, '.', '_' or '-'.");

    // The lower bound is Polly's.
    private static (bool Holds, string Failure) Limit(string setting, TimeSpan value) =>
        (value >= TimeSpan.FromMilliseconds(500) && value <= TimeSpan.FromMinutes(10), $"Vault:{setting} must lie between 0.5 s and 10 min.");
}
