using System.Net;
using System.Text;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Plants secrets and looks for them wherever they must not be.</summary>
[DependsOnFixture(typeof(TelemetryTests), AllowFailure = true)]
[Category("System")]
public sealed class CanaryTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";

    [Test]
    public async Task Material_AfterItsWholeUse_IsNowhereButInVaultAndWithItsOwner()
    {
        var owner = RunningSystem.UserOf(DevelopmentUser.CumulusOwner);

        await Eventually.Async(
            async () => (bool)(await owner.GetAsync(Ssh))["downloadAvailable"]!, what: "a key can be downloaded");
        string key;
        using (var response = await owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { }, stepUp: true))
        {
            key = await response.Content.ReadAsStringAsync();
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), key);
        }

        var passphrase = "canary-passphrase-" + Guid.CreateVersion7();
        using (await owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { passphrase }, stepUp: true))
        {
            // Refused; the passphrase went through the whole pipeline all the same.
        }

        var rotation = await owner.RunOperationAsync(Ssh + "/rotate", new { reason = "canary" });
        Assert.That((string)rotation["status"]!, Is.EqualTo("succeeded"));

        var apiKey = await UseApiKeyAsync(owner);

        // The private part of an Ed25519 PEM fills its third to last line.
        var lines = key.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] canaries = [lines[^3], lines[^2].Length >= 20 ? lines[^2] : lines[^4], passphrase, await owner.AccessTokenAsync(), await owner.GrantAsync(), apiKey.Split('_')[2]];
        // Of many reads in a second only some have a trace: it takes one that has.
        var traceIds = new List<string>();
        await Eventually.Async(
            async () =>
            {
                traceIds.Add(await TraceOfAsync(owner));
                var traces = await RunningSystem.AppHost.TelemetryAsync("traces");
                return traceIds.Any(traceId => traces.Contains(traceId, StringComparison.Ordinal));
            },
            what: "The arrival of all telemetry of before");

        Assert.Multiple(async () =>
        {
            Assert.That(InFiles(RunningSystem.AppHost.Data.FullName, canaries), Is.Empty, "the state folder, with all tables, queues and logs");
            Assert.That(InProcesses(canaries), Is.Empty, "command lines and environments");
            Assert.That(Found(RunningSystem.AppHost.Output, canaries), Is.Empty, "the AppHost's output");
            Assert.That(Found(await RunningSystem.AppHost.TelemetryAsync("traces"), canaries), Is.Empty, "traces");
            Assert.That(Found(await RunningSystem.AppHost.TelemetryAsync("logs"), canaries), Is.Empty, "logs");
            Assert.That(InFiles("/dev/shm", canaries), Is.Empty, "left-over files on tmpfs");
        });
    }

    // Made, used rightly and wrongly, asked about by a service, sent in an address, revoked by that.
    private static async Task<string> UseApiKeyAsync(SignedInUser owner)
    {
        const string Keys = "/api/v1/tenant/api-keys";
        using var created = await owner.SendAsync(HttpMethod.Post, Keys, new { name = "Canary", permissions = new[] { "api-keys:read" } }, stepUp: true);
        var key = (string)(await SignedInUser.ReadAsync(created, HttpStatusCode.Created))["key"]!;
        await Eventually.Async(async () => (await RunningSystem.SendWithKeyAsync(key, Keys)).StatusCode == HttpStatusCode.OK, what: "A gateway that takes the key");
        using var cut = await RunningSystem.SendWithKeyAsync(key[..^1], Keys);
        using var verified = await RunningSystem.SendAsServiceAsync(HttpMethod.Post, "/api/v1/services/api-keys/verify", new { key, permission = "api-keys:read" });
        using var exposed = await RunningSystem.Gateway.GetAsync($"{Keys}?page={key}");
        Assert.That((cut.StatusCode, verified.StatusCode, exposed.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
        return key;
    }

    private static async Task<string> TraceOfAsync(SignedInUser owner)
    {
        using var response = await owner.SendAsync(HttpMethod.Get, Ssh);
        return response.Headers.GetValues("X-Trace-Id").Single();
    }

    private static List<string> InFiles(string folder, string[] canaries)
    {
        var found = new List<string>();
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(folder, "*", options))
        {
            try
            {
                var content = File.ReadAllBytes(file);
                found.AddRange(canaries.Where(canary => content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(canary)) >= 0).Select(_ => file));
            }
            catch (IOException)
            {
                // Sockets and files that have just gone.
            }
        }

        return found;
    }

    private static List<string> InProcesses(string[] canaries) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out var pid) && pid != Environment.ProcessId
           from file in new[] { "cmdline", "environ" }
           let text = ReadOrEmpty(Path.Combine(folder, file))
           where Found(text, canaries).Count > 0
           select $"{folder}/{file}",
    ];

    private static List<string> Found(string text, string[] canaries) =>
        [.. canaries.Where(canary => text.Contains(canary, StringComparison.Ordinal)).Select(canary => canary[..8] + "…")];

    private static string ReadOrEmpty(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
