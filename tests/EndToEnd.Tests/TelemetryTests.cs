using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>One trace of a rotation, as the dashboard has it.</summary>
[DependsOnFixture(typeof(EnrolmentTests), AllowFailure = true)]
[Category("System")]
public sealed class TelemetryTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";

    [Test]
    public async Task Rotation_InTheDashboard_IsOneTraceThroughEverything()
    {
        var owner = RunningSystem.UserOf(DevelopmentUser.CumulusOwner);
        await Eventually.Async(
            async () => (string?)(await owner.GetAsync(Ssh))["status"] == "active", what: "the tenant has an active key");
        using var response = await owner.SendAsync(HttpMethod.Post, Ssh + "/rotate", new { reason = "trace me" }, stepUp: true);
        var accepted = await SignedInUser.ReadAsync(response, System.Net.HttpStatusCode.Accepted);
        var traceId = response.Headers.GetValues("X-Trace-Id").Single();
        await owner.FollowAsync(response.Headers.Location!.ToString(), accepted);

        string[] services = ["gateway", "key-issuance", "rotation", "audit"];
        string[] scopes = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MassTransit", "PenguinMails.Ssh", "PenguinMails.Vault"];
        var telemetry = "";
        string[] missing = [];
        await Eventually.Async(
            async () =>
            {
                telemetry = await RunningSystem.AppHost.TelemetryAsync("traces/" + traceId);
                missing = [.. services.Concat(scopes).Where(part => !telemetry.Contains($"\"{part}", StringComparison.Ordinal))];
                return missing.Length == 0
                    ? true
                    : throw new InvalidOperationException($"The trace lacks {string.Join(", ", missing)}.");
            },
            what: "The whole trace");
        Assert.That(JsonNode.Parse(telemetry), Is.Not.Null);
        Assert.That(telemetry, Does.Not.Contain("error.type"), "a rotation that succeeded shows no error");
    }
}
