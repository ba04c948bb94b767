using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.AuditLogs;

/// <summary>What a record is about stands in one place, and only what the record's hash commits to.</summary>
[Category("Component")]
internal sealed class RecordTargetTests : SharedServiceTests
{
    private static readonly Guid Thing = Guid.Parse("019ab6a0-2f7a-7c10-9d5e-3a51c0a6f001");

    private static readonly (AuditRecorded Record, string? Target)[] Cases =
    [
        (Record("ssh_key.rotate"), "secret ssh/tenant"),
        (About("user.disable", ("userId", $"{Thing}"), ("role", "admin")), $"person {Thing}"),
        (About("webhook.delete", ("webhookId", $"{Thing}")), $"webhook {Thing}"),
        (About("audit_log.export", ("exportId", $"{Thing}"), ("format", "csv")), $"export {Thing}"),
        (About("audit_log.export.reject", ("approvalId", $"{Guid.CreateVersion7()}"), ("subjectId", $"{Thing}")), $"export {Thing}"),
        (About("audit_log.erasure.request", ("approvalId", $"{Guid.CreateVersion7()}"), ("subjectId", $"{Thing}")), $"erasure {Thing}"),
        (About("secret.deletion.approve", ("approvalId", $"{Guid.CreateVersion7()}"), ("subjectId", $"{Thing}")), $"deletion {Thing}"),
        (About("alert.resolve", ("id", $"{Thing}")), $"alert {Thing}"),
        (About("alert.acknowledge", ("alertId", $"{Thing}"), ("kind", "sign_in.failed")), $"alert {Thing}"),
        (About("drift.accept", ("findingId", $"{Thing}"), ("kind", "foreign_key")), $"finding {Thing}"),
        (About("rotation_policy.change", ("secretType", "ssh"), ("before", "not set"), ("after", "{}")), "policy ssh"),
        (About("campaign.start", ("secretType", "ssh")) with { CampaignId = Thing }, $"campaign {Thing}"),
        (About("server.abandon"), $"server {Tenant}"),
        (About("tenant.enrol"), $"tenant {Tenant}"),
        (About("service_client.create", ("client", "mail-worker"), ("scope", "")), "service_client mail-worker"),
        (About("operation.view", ("operationId", $"{Thing}")) with { Outcome = AuditOutcomes.Refused, Code = "not_found" }, $"operation {Thing}"),
        (About("sign_in"), null),
        (About("audit_log.read", ("secretType", "ssh"), ("view", "list")), null),
    ];

    [OneTimeSetUp]
    public async Task RecordAsync()
    {
        await Service.PublishAsync(Cases.Select(each => each.Record));
        await Service.RecordedAsync(Cases.Length);
    }

    [Test]
    public async Task List_EachRecord_SaysWhatItIsAbout()
    {
        var shown = await TargetsAsync(Admin, "/api/v1/admin/vault/audit-logs");

        Assert.That(Cases.Select(each => $"{each.Record.Action}: {shown[each.Record.CorrelationId!.Value]}"), Is.EqualTo(Cases.Select(each => $"{each.Record.Action}: {each.Target}")));
    }

    [Test]
    public async Task List_OfTheTenant_SaysTheSame()
    {
        using var owner = Service.TenantClient(Tenant);
        var shown = await TargetsAsync(owner, "/api/v1/tenant/audit-logs");

        Assert.That(Cases.Select(each => $"{each.Record.Action}: {shown[each.Record.CorrelationId!.Value]}"), Is.EqualTo(Cases.Select(each => $"{each.Record.Action}: {each.Target}")));
    }

    private static async Task<Dictionary<Guid, string?>> TargetsAsync(HttpClient client, string path)
    {
        var page = await client.GetFromJsonAsync<JsonElement>($"{path}?pageSize=200");
        return page.GetProperty("items").EnumerateArray().Where(item => item.TryGetProperty("correlationId", out _)).ToDictionary(
            item => item.GetProperty("correlationId").GetGuid(),
            item => item.TryGetProperty("target", out var target) && target.ValueKind == JsonValueKind.Object ? $"{target.GetProperty("type")} {target.GetProperty("id")}" : null);
    }

    private static AuditRecorded About(string action, params (string Name, string Value)[] details) => Record(action) with
    {
        Secret = null,
        VersionId = null,
        Details = details.ToDictionary(detail => detail.Name, detail => detail.Value, StringComparer.Ordinal),
    };
}
