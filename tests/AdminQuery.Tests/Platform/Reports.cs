using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.AdminQuery.Tests.Platform;

/// <summary>Reports as KeyIssuance makes them, with what a test does not care for filled in.</summary>
internal static class Reports
{
    private static long _number = 1;

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Higher than all before.</summary>
    public static long NextNumber() => Interlocked.Increment(ref _number);

    public static TenantStatesReported Report(params IReadOnlyList<TenantState> tenants) => new(NextNumber(), tenants, Replay: null, Now);

    public static TenantState Tenant(Guid? id = null, string name = "A tenant", string? address = "127.0.20.1", params IReadOnlyList<SecretState> secrets) => new(
        id ?? Guid.CreateVersion7(), name, address is null ? null : new ServerState(address, 22, IsLost: false, UnreachableSince: null), secrets);

    /// <summary>What KeyIssuance reports of SMTP credentials.</summary>
    public static Dictionary<string, string> SmtpSettings(string username = "admin@acme.example", string? webmailUrl = "https://mail.acme.example/") => new(StringComparer.Ordinal)
    {
        [SmtpSettingNames.Username] = username,
        [SmtpSettingNames.Host] = "127.0.10.1",
        [SmtpSettingNames.Port] = "587",
        [SmtpSettingNames.Encryption] = SmtpEncryptions.StartTls,
        [webmailUrl is null ? "imapPort" : SmtpSettingNames.WebmailUrl] = webmailUrl ?? "143",
    };

    /// <summary>What KeyIssuance reports of a DKIM key.</summary>
    public static Dictionary<string, string> DkimSettings(string mode, string? selector = "pm20261130a") => new(StringComparer.Ordinal)
    {
        [DkimSettingNames.DnsMode] = mode,
        [selector is null ? "unknown" : DkimSettingNames.Selector] = selector ?? "not shown",
        [DkimSettingNames.Algorithm] = DkimAlgorithms.Rsa2048,
    };

    public static SecretState Secret(
        string name = "tenant", string type = SecretTypes.Ssh, string status = SecretStatuses.Active, DateTimeOffset? last = null, DateTimeOffset? next = null, bool hasFailed = false) => new(
            type,
            name,
            status,
            HasCurrent: status is SecretStatuses.Active or SecretStatuses.Rotating or SecretStatuses.Unreachable,
            hasFailed,
            last,
            next,
            "SHA256:abc",
            GraceEndsAt: null,
            LastRevealed: null,
            status == SecretStatuses.Rotating ? new OperationState(Guid.CreateVersion7(), "rotate", Now) : null);
}
