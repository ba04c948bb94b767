using PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes;

/// <summary>What needs a tenant's attention, by rule.</summary>
[Category("Pure")]
public sealed class AttentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private static readonly SshCredentials Good = new(
        Guid.Empty, "127.0.0.1", "tenant-1", 22, "SHA256:new", "ed25519", "active", Now.AddDays(-40), Now.AddDays(50), DownloadAvailable: false, Now.AddDays(-39),
        "delivered", "ssh", "SHA256:host", GracePeriod: null, Operation: null, Unreachable: null, RotationHistory: [], Attention: []);

    private static readonly GracePeriod Grace = new("SHA256:old", Now.AddHours(20));

    private static IEnumerable<TestCaseData> Cases() =>
    [
        Case("All well", Good, ""),
        Case("A new key beside the old one", Good with { DownloadAvailable = true, DownloadedAt = null, DownloadDelivery = null, GracePeriod = Grace }, "warning download_waits 20 h"),
        Case("A key that nobody has", Good with { DownloadAvailable = true, DownloadedAt = null, DownloadDelivery = null }, "critical download_waits"),
        Case("A grace period that is over", Good with { DownloadAvailable = true, DownloadDelivery = null, GracePeriod = Grace with { EndsAt = Now } }, "critical download_waits"),
        Case("The new key is downloaded", Good with { GracePeriod = Grace }, "info previous_key_ends 20 h"),
        Case("The retirement is under way", Good with { GracePeriod = Grace with { EndsAt = Now.AddSeconds(-1) } }, ""),
        Case("A download that may be lost", Good with { DownloadDelivery = "unconfirmed", DownloadedAt = Now.AddHours(-1) }, "warning download_unconfirmed -1 h"),
        Case("Due within a week", Good with { NextRotation = Now.AddDays(6) }, "info rotation_due_soon 144 h"),
        Case("Due in a week", Good with { NextRotation = Now.AddDays(7) }, ""),
        Case("Overdue", Good with { Status = "expired", NextRotation = Now.AddHours(-2) }, "warning rotation_overdue -2 h"),
        Case("Overdue and rotating", Good with { Status = "rotating", NextRotation = Now.AddHours(-2), Operation = Running("rotate") }, ""),
        Case("Revoked", Good with { Status = "revoked", KeyFingerprint = null, NextRotation = null, DownloadDelivery = null }, "warning key_revoked"),
        Case("Revocation under way", Good with { Status = "revocation_pending", KeyFingerprint = null, NextRotation = null, DownloadDelivery = null, Operation = Running("revoke") }, "critical revocation_pending -1 h"),
        Case(
            "A server that does not answer", Good with { Status = "unreachable", Unreachable = new UnreachableServer(Now.AddHours(-3), "timeout"), NextRotation = Now.AddDays(1) },
            "critical server_unreachable -3 h, info rotation_due_soon 24 h"),
        Case("The last rotation failed", Good with { RotationHistory = [Past("failed", "rotate"), Past("success", "issue")] }, "warning rotation_failed -5 h"),
        Case("A failure that was made good", Good with { RotationHistory = [Past("success", "rotate"), Past("failed", "rotate")] }, ""),
        Case("A failure that is being made good", Good with { Status = "rotating", Operation = Running("rotate"), RotationHistory = [Past("failed", "rotate")] }, ""),
        Case(
            "Several, the most urgent first",
            Good with { DownloadDelivery = "unconfirmed", DownloadedAt = Now.AddHours(-1), GracePeriod = Grace, Unreachable = new UnreachableServer(Now.AddHours(-3), "timeout"), Status = "unreachable" },
            "critical server_unreachable -3 h, warning download_unconfirmed -1 h, info previous_key_ends 20 h"),
    ];

    [TestCaseSource(nameof(Cases))]
    public void All_Credentials_NameWhatToDo(SshCredentials access, string expected)
    {
        var found = new AttentionRules(access, isServerLost: false, Now).All();

        Assert.That(string.Join(", ", found.Select(Shown)), Is.EqualTo(expected));
        Assert.That(found.Select(attention => attention.Message.Length * attention.NextStep.Length), Is.All.GreaterThan(100), "both are said");
    }

    [Test]
    public void All_LostServer_AsksForNoKey()
    {
        var lost = Good with { Status = "revoked", KeyFingerprint = null, NextRotation = null, DownloadDelivery = null };

        Assert.That(new AttentionRules(lost, isServerLost: true, Now).All().Select(Shown), Is.EqualTo(["critical server_lost"]));
    }

    private static TestCaseData Case(string name, SshCredentials access, string expected) => new TestCaseData(access, expected).SetName($"Attention: {name}");

    private static RunningOperation Running(string kind) => new(Guid.Empty, kind, "prove", "running", Now.AddHours(-1));

    private static RotationEvent Past(string status, string kind) => new(Now.AddHours(-5), "manual", "tenant", status, null, kind, "platform", null);

    private static string Shown(Attention attention) =>
        $"{attention.Severity} {attention.Code}{(attention.At is { } at ? $" {(at - Now).TotalHours} h" : "")}";
}
