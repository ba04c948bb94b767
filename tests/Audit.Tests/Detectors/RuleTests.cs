using System.Text.Json;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using PenguinMails.Audit.Detectors;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Detectors;

/// <summary>What each rule takes for a hit, without servers.</summary>
[Category("Pure")]
internal sealed class RuleTests
{
    private const string Berlin = "Europe/Berlin";
    private static readonly IOptions<DetectorOptions> Options = Microsoft.Extensions.Options.Options.Create(new DetectorOptions
    {
        TimeZones = { [$"{Tenant}"] = Berlin },
    });

    [TestCase("sign_in", "failed", null, ExpectedResult = 2)]
    [TestCase("step_up", "failed", null, ExpectedResult = 2)]
    [TestCase("sign_in", "refused", "account_locked", ExpectedResult = 2)]
    [TestCase("service_token", "failed", null, ExpectedResult = 2)]
    [TestCase("service_token", "refused", "account_locked", ExpectedResult = 2)]
    [TestCase("service_token", "refused", "validation_failed", ExpectedResult = 0)]
    [TestCase("step_up", "refused", "forbidden", ExpectedResult = 0)]
    [TestCase("sign_in", "success", null, ExpectedResult = 0)]
    [TestCase("account.lockout", "success", "account_locked", ExpectedResult = 0)]
    [TestCase("session.refresh", "failed", null, ExpectedResult = 0)]
    public int FailedSignIns_Record_CountsForUserAndAddress(string action, string outcome, string? code) =>
        new FailedSignInsRule(Options).Evaluate(Record(action, outcome, code: code)).Count();

    [TestCase("code_reused", ExpectedResult = 0)]
    [TestCase("code", ExpectedResult = 2)]
    [TestCase("password", ExpectedResult = 2)]
    public int FailedSignIns_Cause_CountsWhereSomethingWasGuessed(string cause) =>
        new FailedSignInsRule(Options).Evaluate(Record("sign_in", "failed", details: new() { ["cause"] = cause })).Count();

    [Test]
    public void FailedSignIns_NoAddressOrErasedUser_CountForTheOtherOnly()
    {
        var rule = new FailedSignInsRule(Options);

        Assert.That(rule.Evaluate(Record("sign_in", "failed", address: null)).Single().Key, Is.EqualTo("user:7"));
        var erased = rule.Evaluate(Record("sign_in", "failed", user: null)).Single();
        Assert.That(erased.Key, Does.StartWith("address:").And.Not.Contain("127.0.0.1"));
    }

    [Test]
    public void FailedSignIns_UserThatDoesNotExist_CountsForTheSourceAndIsNotNamed()
    {
        var hit = new FailedSignInsRule(Options).Evaluate(Record("sign_in", "failed", role: "unknown", user: "visit-evil@evil.example")).Single();

        Assert.That(hit.Key, Does.StartWith("address:"));
        Assert.That(hit.Alert.Summary, Does.Not.Contain("evil"));
        Assert.That(hit.Alert.Severity, Is.EqualTo(AlertSeverities.Warning));
    }

    [TestCase("2001:db8:1:1::1", "2001:db8:1:1:ffff::2", ExpectedResult = true)]
    [TestCase("2001:db8:1:1::1", "2001:db8:1:2::1", ExpectedResult = false)]
    [TestCase("192.0.2.1", "::ffff:192.0.2.1", ExpectedResult = true)]
    [TestCase("192.0.2.1", "192.0.2.2", ExpectedResult = false)]
    public bool FailedSignIns_Addresses_AreCountedByNetwork(string one, string other)
    {
        var keys = ((string[])[one, other]).Select(address =>
            new FailedSignInsRule(Options).Evaluate(Record("sign_in", "failed", address: address)).First().Key).ToList();
        return keys[0] == keys[1];
    }

    [TestCase("ssh_key.download", "success", ExpectedResult = 1)]
    [TestCase("secret.read", "success", ExpectedResult = 1)]
    [TestCase("smtp.reveal", "success", ExpectedResult = 1)]
    [TestCase("ssh_key.download", "intent", ExpectedResult = 0)]
    [TestCase("ssh_key.download.step", "success", ExpectedResult = 0)]
    [TestCase("ssh_key.view", "success", ExpectedResult = 0)]
    public int BulkReads_Record_CountsWhatHandsOutMaterial(string action, string outcome) =>
        new BulkReadsRule(Options).Evaluate(Record(action, outcome)).Count();

    [Test]
    public void BulkReads_NoSecret_DoesNotCount() =>
        Assert.That(new BulkReadsRule(Options).Evaluate(Record("audit_log.read", secretType: null)), Is.Empty);

    [TestCase("smtp.delete", "tenant_owner", "success", null, ExpectedResult = 1)]
    [TestCase("ssh_key.destroy", "admin", "success", "", ExpectedResult = 1)]
    [TestCase("secret.delete", "admin", "success", "approved", ExpectedResult = 0)]
    [TestCase("secret.delete", "admin", "refused", null, ExpectedResult = 0)]
    [TestCase("secret.delete", Roles.Service, "success", null, ExpectedResult = 0)]
    [TestCase("ssh_key.destroy_delivered", "admin", "success", null, ExpectedResult = 0)]
    public int Deletion_Record_NeedsAnApprovalOfAPerson(string action, string role, string outcome, string? approval) =>
        new DeletionWithoutApprovalRule().Evaluate(Record(
            action, outcome, role: role, details: approval is null ? null : new Dictionary<string, string> { ["approvalId"] = approval })).Count();

    [TestCase("drift.detect", "banned_key", ExpectedResult = "key:SHA256:abc")]
    [TestCase("drift.detect", "unknown_key", ExpectedResult = null)]
    [TestCase("drift.remove", "banned_key", ExpectedResult = null)]
    public string? BannedKey_Record_IsKeyedByFingerprint(string action, string kind) => new BannedKeyUsedRule()
        .Evaluate(Record(action, role: Roles.Service, details: new() { ["kind"] = kind, ["fingerprint"] = "SHA256:abc" })).SingleOrDefault()?.Key;

    // In Berlin the clock jumps from 02:00 to 03:00 on 29 March 2026 and back from 03:00 to 02:00 on 25 October.
    [TestCase("2026-01-15T00:59:59Z", ExpectedResult = null)]
    [TestCase("2026-01-15T01:00:00Z", ExpectedResult = "2026-01-15")]
    [TestCase("2026-01-15T04:59:59Z", ExpectedResult = "2026-01-15")]
    [TestCase("2026-01-15T05:00:00Z", ExpectedResult = null)]
    [TestCase("2026-07-15T00:00:00Z", ExpectedResult = "2026-07-15")]
    [TestCase("2026-07-15T03:59:59Z", ExpectedResult = "2026-07-15")]
    [TestCase("2026-07-15T04:00:00Z", ExpectedResult = null)]
    [TestCase("2026-03-29T00:59:59Z", ExpectedResult = null, Description = "01:59:59, the last instant of winter time")]
    [TestCase("2026-03-29T01:00:00Z", ExpectedResult = "2026-03-29", Description = "03:00, there was no 02:00")]
    [TestCase("2026-03-29T04:00:00Z", ExpectedResult = null, Description = "06:00 summer time")]
    [TestCase("2026-10-25T00:00:00Z", ExpectedResult = "2026-10-25", Description = "the first 02:00")]
    [TestCase("2026-10-25T01:30:00Z", ExpectedResult = "2026-10-25", Description = "the second 02:30")]
    [TestCase("2026-10-25T05:00:00Z", ExpectedResult = null, Description = "06:00 winter time")]
    public string? OffHours_TenantsZone_IsItsWallClock(string at)
    {
        var hit = new OffHoursRule(Options).Evaluate(Record("ssh_key.download", at: at)).SingleOrDefault();
        return hit?.Key.Split("night:")[1];
    }

    [TestCase("2026-07-15T01:59:59Z", ExpectedResult = 0)]
    [TestCase("2026-07-15T02:00:00Z", ExpectedResult = 1)]
    [TestCase("2026-07-15T06:00:00Z", ExpectedResult = 0)]
    public int OffHours_OtherTenant_HasTheDefaultZone(string at) =>
        new OffHoursRule(Options).Evaluate(Record("ssh_key.download", at: at, tenant: Guid.CreateVersion7())).Count();

    [TestCase("refused", "forbidden", ExpectedResult = 1)]
    [TestCase("refused", "step_up_required", ExpectedResult = 0)]
    [TestCase("refused", "account_locked", ExpectedResult = 0)]
    [TestCase("success", null, ExpectedResult = 0)]
    public int RefusedCalls_Record_CountsWhatTheRoleDoesNotAllow(string outcome, string? code) =>
        new RefusedCallsRule(Options).Evaluate(Record("tenant.enroll", outcome, code: code)).Count();

    [TestCase("refused", "not_found", ExpectedResult = 1)]
    [TestCase("refused", "forbidden", ExpectedResult = 0)]
    [TestCase("failed", "not_found", ExpectedResult = 0)]
    [TestCase("success", null, ExpectedResult = 0)]
    public int ForeignIds_Record_CountsWhatTheTenantDoesNotHave(string outcome, string? code) =>
        new ForeignIdsRule(Options).Evaluate(Record("operation.view", outcome, code: code)).Count();

    [TestCase("ssh_key.rotate", "tenant_owner", "tenant", ExpectedResult = 1)]
    [TestCase("ssh_key.regenerate", "tenant_owner", "tenant", ExpectedResult = 1)]
    [TestCase("secret.reveal", "admin", null, ExpectedResult = 1)]
    [TestCase("ssh_key.rotate", "admin", "campaign", ExpectedResult = 0, Description = "begun by day, perhaps")]
    [TestCase("ssh_key.rotate", Roles.Service, "schedule", ExpectedResult = 0)]
    [TestCase("ssh_key.rotate.install", "tenant_owner", "tenant", ExpectedResult = 0)]
    public int OffHours_Action_CountsWhatAPersonDoes(string action, string role, string? trigger) => new OffHoursRule(Options)
        .Evaluate(Record(action, role: role, at: "2026-07-15T01:00:00Z", details: trigger is null ? null : new() { ["trigger"] = trigger })).Count();

    [TestCase("21:59:59", ExpectedResult = null)]
    [TestCase("22:00:00", ExpectedResult = "2026-07-15")]
    [TestCase("23:59:59", ExpectedResult = "2026-07-15")]
    [TestCase("00:00:00", ExpectedResult = "2026-07-14")]
    [TestCase("05:59:59", ExpectedResult = "2026-07-14")]
    [TestCase("06:00:00", ExpectedResult = null)]
    public string? OffHours_OverMidnight_BelongToTheEveningBefore(string clock) =>
        new OffHours(new TimeOnly(22, 0), new TimeOnly(6, 0)).NightOf(new DateOnly(2026, 7, 15).ToDateTime(TimeOnly.Parse(clock)))?.ToString("yyyy-MM-dd");

    [Test]
    public void AlertId_SameRecord_IsTheSameVersion8Uuid()
    {
        var record = Guid.CreateVersion7();

        var id = DetectorKey.AlertId("audit.bulk_reads", "actor:1", record);

        Assert.That(DetectorKey.AlertId("audit.bulk_reads", "actor:1", record), Is.EqualTo(id));
        Assert.That(DetectorKey.AlertId("audit.bulk_reads", "actor:2", record), Is.Not.EqualTo(id));
        Assert.That((id.Version, id.Variant & 0xC), Is.EqualTo((8, 8)));
    }

    [Test]
    public void Options_EverythingWrong_IsReportedAtOnce()
    {
        var result = new DetectorOptionsValidator().Validate(null, new DetectorOptions
        {
            FailedSignIns = 0,
            BulkReadsWindow = TimeSpan.FromDays(2),
            OffHoursFrom = new TimeOnly(6, 0),
            DefaultTimeZone = "Atlantis",
            TimeZones = { ["acme"] = "Europe/Nowhere" },
        });

        Assert.That(result.Failures, Has.Exactly(6).Items);
        Assert.That(new DetectorOptionsValidator().Validate(null, Options.Value).Succeeded, Is.True);
    }

    private static EvaluatedRecord Record(
        string action,
        string outcome = AuditOutcomes.Success,
        string role = "tenant_owner",
        string? user = "owner@acme.example",
        string? address = "127.0.0.1",
        string? secretType = "ssh",
        string? code = null,
        string at = "2026-07-15T12:00:00Z",
        Guid? tenant = null,
        Dictionary<string, string>? details = null) => new()
        {
            RecordId = Guid.CreateVersion7(),
            OccurredAt = DateTimeOffset.Parse(at),
            Action = action,
            Outcome = outcome,
            PersonId = 7,
            User = user,
            Role = role,
            IpAddress = address,
            TenantId = tenant ?? Tenant,
            SecretType = secretType,
            SecretName = secretType is null ? null : "tenant",
            Code = code,
            Body = JsonSerializer.SerializeToUtf8Bytes(new { details }),
        };
}
