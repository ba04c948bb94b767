using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests;

[Category("Component")]
public sealed class HealthTests
{
    [Test]
    public async Task Health_WhileServicesComeAndGo_NamesThoseThatAreNotHealthy()
    {
        await using var identity = await BackendServer.StartAsync("identity");
        await using var rotation = await BackendServer.StartAsync("rotation");
        await using var first = await BackendServer.StartAsync("key-issuance");
        await using var second = await BackendServer.StartAsync("key-issuance");
        await using var gateway = await GatewayServer.StartAsync([identity, rotation, first, second]);
        using var client = gateway.Anonymous();

        await HealthyAsync(client);

        rotation.IsHealthy = false;
        await identity.StopAsync();
        await UnhealthyAsync(client, "identity", "rotation");
        Assert.That((await client.GetAsync("/alive")).StatusCode, Is.EqualTo(HttpStatusCode.OK));

        rotation.IsHealthy = true;
        await identity.StartAgainAsync();
        await first.StopAsync();
        await HealthyAsync(client); // the other instance serves

        await second.StopAsync();
        await UnhealthyAsync(client, "key-issuance");
    }

    [TestCase("""{"status":"Degraded","checks":{"outbox":{"status":"Degraded","description":"db.internal"},"broker":{"status":"Degraded"},"vault":{"status":"Healthy"}}}""",
        "Degraded", "Degraded: broker, outbox.")]
    [TestCase("""{"status":"Degraded"}""", "Degraded", "Degraded: .")]
    [TestCase("""{"status":"Healthy","checks":{"vault":{"status":"Healthy","description":null}}}""", "Healthy", null)]
    [TestCase("not JSON", "Healthy", null)]
    [TestCase("[]", "Healthy", null)]
    public async Task Health_OfADegradedService_NamesWhatIsDegradedAndNothingElse(string health, string status, string? description)
    {
        await using var identity = await BackendServer.StartAsync("identity");
        await using var rotation = await BackendServer.StartAsync("rotation");
        await using var issuance = await BackendServer.StartAsync("key-issuance");
        rotation.Health = health;
        await using var gateway = await GatewayServer.StartAsync([identity, rotation, issuance]);
        using var client = gateway.Anonymous();

        JsonElement answer = default;
        await Eventually.Async(async () =>
        {
            answer = await client.GetFromJsonAsync<JsonElement>("/health");
            return answer.GetProperty("checks").TryGetProperty("rotation", out var check) && check.GetProperty("status").GetString() == status;
        });

        Assert.That(answer.GetProperty("status").GetString(), Is.EqualTo(status));
        Assert.That(
            answer.GetProperty("checks").GetProperty("rotation").TryGetProperty("description", out var text) ? text.GetString() : null, Is.EqualTo(description));
    }

    private static Task HealthyAsync(HttpClient client) => Eventually.Async(
        async () =>
        {
            using var answer = await client.GetAsync("/health");
            return answer.StatusCode == HttpStatusCode.OK;
        });

    private static async Task UnhealthyAsync(HttpClient client, params string[] names)
    {
        await Eventually.Async(async () =>
        {
            using var answer = await client.GetAsync("/health");
            return !answer.IsSuccessStatusCode && Names(await answer.Content.ReadFromJsonAsync<JsonElement>()).SequenceEqual(names);
        });
        using var problem = await client.GetAsync("/health");
        await problem.ShouldBeProblemAsync(503, "dependency_unavailable");
    }

    private static IEnumerable<string?> Names(JsonElement problem) =>
        problem.GetProperty("unhealthy").EnumerateArray().Select(name => name.GetString());
}
