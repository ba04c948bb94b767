using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Tests.Platform;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.AuditLogs;

/// <summary>What the filters can name: actions, groups of actions and types of secrets; anything else is an error and no empty answer.</summary>
[Category("Component")]
internal sealed class ActionFilterTests : SharedServiceTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";
    private static readonly string[] Actions =
        ["ssh_key.view", "ssh_key.rotate", "ssh_key.rotate.install", "ssh_key.regenerate", "ssh_key.download", "ssh_key.revoke", "alert.resolve", "older_build.did"];

    [OneTimeSetUp]
    public async Task RecordAsync()
    {
        await Service.PublishAsync(Actions.Select(action => Record(action, reason: $"why {action}", at: TimeProvider.System.GetUtcNow().AddHours(-1))));
        await Service.RecordedAsync(Actions.Length);
    }

    [TestCase("action=read&secretType=ssh", "ssh_key.view")]
    [TestCase("action=rotate", "ssh_key.regenerate ssh_key.rotate")]
    [TestCase("action=rotate&outcome=success&secretType=ssh", "ssh_key.regenerate ssh_key.rotate")]
    [TestCase("action=rotate&search=tenant", "ssh_key.regenerate ssh_key.rotate")]
    [TestCase("action=rotate&search=regenerate", "ssh_key.regenerate")]
    [TestCase("action=rotate&tenantId=550e8400-e29b-41d4-a716-446655440000", "ssh_key.regenerate ssh_key.rotate")]
    [TestCase("action=download", "ssh_key.download")]
    [TestCase("action=delete", "ssh_key.revoke")]
    [TestCase("action=write&secretType=ssh", "alert.resolve")]
    [TestCase("action=ssh_key.rotate", "ssh_key.rotate")]
    [TestCase("action=ssh_key.rotate.install", "ssh_key.rotate.install")]
    [TestCase("action=ssh_key.rotate.verify", "")]
    [TestCase("action=older_build.did", "older_build.did")]
    [TestCase("action=smtp.reveal", "")]
    public async Task List_ActionOrGroup_ShowsWhatMatches(string query, string actions)
    {
        var page = await Admin.GetFromJsonAsync<JsonElement>($"{Logs}?{query}");

        Assert.That(
            string.Join(' ', page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("action").GetString()).Order(StringComparer.Ordinal)), Is.EqualTo(actions));
        Assert.That(page.GetProperty("total").GetInt32(), Is.EqualTo(page.GetProperty("items").GetArrayLength()));
    }

    [TestCase("action", "ssh_key.rotat", "Did you mean ssh_key.rotate?")]
    [TestCase("action", "rotat", "rotate")]
    [TestCase("action", "delte", "Did you mean delete?")]
    [TestCase("action", "xyzzy", "There are: read, download, rotate, delete, write, account.lockout,")]
    [TestCase("secretType", "shs", "There are: ssh, smtp, dkim, api-key.")]
    [TestCase("secretType", "SSH", "Did you mean ssh?")]
    public async Task Filter_UnknownWord_IsAnErrorThatNamesWhatThereIs(string field, string word, string hint)
    {
        var secretAudit = $"/api/v1/admin/secrets/tenant/{Tenant}/ssh/tenant/audit";
        foreach (var path in new[] { Logs, Logs + "/stream", secretAudit }.Where(path => field == "action" || path != secretAudit))
        {
            using var answer = await Admin.GetAsync($"{path}?{field}={word}&outcome=maybe", HttpCompletionOption.ResponseHeadersRead);

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), path);
            var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
            Assert.That(errors.GetProperty(field)[0].GetString(), Does.Contain(hint), path);
            Assert.That(errors.TryGetProperty("outcome", out _), Is.True, "everything wrong at once");
        }
    }

    [Test]
    public async Task Export_UnknownActionOrGroup_IsJudgedAsInTheList()
    {
        using var admin = Service.SteppedUpAdmin("exporter");

        using var unknown = await admin.PostAsJsonAsync($"{Logs}/exports", new { format = "json", reason = "test", filter = new { action = "rotat" } });
        using var group = await admin.PostAsJsonAsync($"{Logs}/exports", new { format = "json", reason = "test", filter = new { action = "rotate" } });

        Assert.That((unknown.StatusCode, group.StatusCode), Is.EqualTo((HttpStatusCode.BadRequest, HttpStatusCode.Accepted)));
    }

    [TestCase("rotate", "ssh_key.rotate", true)]
    [TestCase("rotate", "ssh_key.rotate.install", false)]
    [TestCase("ssh_key.rotate", "ssh_key.rotate", true)]
    [TestCase("ssh_key.rotate", "ssh_key.regenerate", false)]
    public void Matches_ActionOrGroup_AsTheListDoes(string asked, string action, bool matches) =>
        Assert.That(new AuditLogFilter("platform", Action: asked).Matches(new AuditLogEntry { Action = action }), Is.EqualTo(matches));
}
