using System.Net;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>The ledger as administrators and auditors use it: over the gateway, and with the offline verifier.</summary>
[Category("System")]
public sealed class LedgerTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";

    private static SignedInUser Admin => RunningSystem.UserOf(DevelopmentUser.PlatformAdmin);

    private static SignedInUser Second => RunningSystem.UserOf(DevelopmentUser.SecondAdmin);

    [Test]
    public async Task Verify_TheRunningSystem_IsValid()
    {
        var result = await Admin.GetAsync($"{Logs}/verify");

        Assert.That((bool)result["valid"]!, Is.True, result.ToJsonString());
        Assert.That((long)result["records"]!, Is.GreaterThan(10));
    }

    [Test]
    public async Task Export_ApprovedBySecondAdmin_TheOfflineVerifierCallsItGenuineAndATamperedOneNot()
    {
        var id = await ApprovedAsync(new { format = "csv", reason = "end to end", filter = new { tenantId = DevelopmentTenant.Acme.Id } });
        var folder = TestFolder.Create("export");
        var (csv, proofs, keys) = (Path.Combine(folder, "export.csv"), Path.Combine(folder, "proofs.jsonl"), Path.Combine(folder, "keys.json"));
        await SaveAsync($"{Logs}/exports/{id}/content", csv);
        await SaveAsync($"{Logs}/exports/{id}/proofs", proofs);
        await SaveAsync($"{Logs}/keys", keys);
        var checkpoints = Path.Combine(RunningSystem.AppHost.Data.FullName, "audit", "checkpoints", "platform");

        // What the download signed is kept outside at the worker's next round.
        var (code, output) = (-1, "");
        await Eventually.Async(
            async () =>
            {
                (code, output) = await VerifierAsync(proofs, "--keys", keys, "--csv", csv, "--anchor", checkpoints);
                return code == 0;
            },
            TimeSpan.FromMinutes(3),
            "all checkpoints of the export outside");
        Assert.That(output, Does.Contain("GENUINE").And.Contain("a selection: tenantId="));

        (code, output) = await VerifierAsync(proofs, "--keys", keys);
        Assert.That(code, Is.EqualTo(3), output);

        await File.WriteAllTextAsync(csv, (await File.ReadAllTextAsync(csv)).Replace(",success,", ",failed,", StringComparison.Ordinal));
        (code, output) = await VerifierAsync(proofs, "--keys", keys, "--csv", csv);
        Assert.That(code, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain("csv_differs: row ").And.Contain("column outcome: 'failed' instead of 'success'").And.Contain("NOT GENUINE"));

        (code, output) = await VerifierAsync(Path.Combine(folder, "absent.jsonl"), "--keys", keys);
        Assert.That(code, Is.EqualTo(2), output);
    }

    [Test]
    public async Task Stream_ThroughTheGateway_ShowsWhatHappensWhileItHappens()
    {
        using var stream = await Admin.SendAsync(HttpMethod.Get, $"{Logs}/stream?action=audit_log.export.request");
        Assert.That(stream.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        await RequestAsync(new { format = "json", reason = "seen live" });

        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                var record = JsonNode.Parse(line["data:".Length..])!;
                Assert.That(((string)record["reason"]!, (string)record["user"]!), Is.EqualTo(("seen live", DevelopmentUser.PlatformAdmin.Email)));
                return;
            }
        }

        Assert.Fail("The stream ended.");
    }

    private static async Task<string> ApprovedAsync(object request)
    {
        var id = await RequestAsync(request);
        using var own = await Admin.SendAsync(HttpMethod.Post, $"{Logs}/exports/{id}/approve", new { }, stepUp: true);
        Assert.That((string)(await SignedInUser.ReadAsync(own, HttpStatusCode.Forbidden))["code"]!, Is.EqualTo("self_approval"));
        using var approved = await Second.SendAsync(HttpMethod.Post, $"{Logs}/exports/{id}/approve", new { }, stepUp: true);
        await SignedInUser.ReadAsync(approved, HttpStatusCode.OK);
        return id;
    }

    private static async Task<string> RequestAsync(object request)
    {
        using var asked = await Admin.SendAsync(HttpMethod.Post, $"{Logs}/exports", request, stepUp: true);
        return (string)(await SignedInUser.ReadAsync(asked, HttpStatusCode.Accepted))["exportId"]!;
    }

    private static async Task SaveAsync(string path, string file)
    {
        using var answer = await Admin.SendAsync(HttpMethod.Get, path, stepUp: true);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await using var target = File.Create(file);
        await answer.Content.CopyToAsync(target);
    }

    private static async Task<(int Code, string Output)> VerifierAsync(params string[] arguments)
    {
        var assembly = RepositoryFolder.AssemblyOf("AuditVerifier");
        await using var process = await ChildProcess.StartAsync(
            new ComponentCommand("dotnet", [assembly, .. arguments], new Dictionary<string, string>(), Path.GetDirectoryName(assembly)!), "verifier");
        await Eventually.Async(() => Task.FromResult(process.HasExited), what: "the verifier's end");
        return (process.ExitCode, process.Log);
    }
}
