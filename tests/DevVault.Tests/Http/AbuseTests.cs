using PenguinMails.DevVault.Tests.Fixtures;

namespace PenguinMails.DevVault.Tests.Http;

[Category("Component")]
internal sealed class AbuseTests
{
    private static VaultClient Client => SharedVault.Client;

    [TestCase("[1,2]")]
    [TestCase("5")]
    public async Task Write_NotAnObject_IsRefused(string body) =>
        (await Client.SendAsync("POST", "secret/data/abuse", body)).IsRefused(400, "error parsing JSON");

    [TestCase("{\"data\":", "malformed JSON, unclosed containers")]
    [TestCase("{\"data\":{\"a\":[1", "malformed JSON, unclosed containers")]
    [TestCase("{\"data\":{\"a\":\"b", "malformed JSON, unclosed string")]
    [TestCase("hello", "invalid character 'h' looking for beginning of value")]
    [TestCase("\uFEFF{\"data\":{}}", "invalid character '\uFEFF' looking for beginning of value")]
    [TestCase("{\"data\":{\"a\":NaN}}", "invalid character 'N' looking for beginning of value")]
    [TestCase("{\"data\":{}} x", "invalid character 'x' after top-level value")]
    [TestCase("{\"data\":{},\"data\":{\"a\":1}}", "duplicate key 'data' in object")]
    [TestCase("{\"data\":{\"a\":{\"b\":1,\"b\":1}}}", "duplicate key 'b' in object")]
    public async Task Write_NotJson_IsRefused(string body, string error) =>
        (await Client.SendAsync("POST", "secret/data/abuse", body)).IsRefused(500, error);

    [Test]
    public async Task Write_BeyondALimit_IsRefused()
    {
        const string Path = "secret/data/abuse";
        (await Client.SendAsync("POST", Path, "{\"data\":{\"a\":" + new string('[', 500) + new string(']', 500) + "}}")).IsRefused(500, "JSON input exceeds allowed nesting depth");
        (await Client.SendAsync("POST", Path, "{\"data\":{\"a\":\"" + new string('x', (1 << 20) + 1) + "\"}}")).IsRefused(500, "JSON string value exceeds allowed length");
        (await Client.SendAsync("POST", Path, "{\"data\":{\"a\":[" + string.Join(',', Enumerable.Repeat('1', 10_001)) + "]}}")).IsRefused(500, "JSON array exceeds allowed element count");
        (await Client.SendAsync("POST", Path, "{\"data\":{" + string.Join(',', Enumerable.Range(0, 10_001).Select(number => $"\"k{number}\":1")) + "}}"))
            .IsRefused(500, "JSON object exceeds allowed entry count");
    }

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("null")]
    [TestCase("{\"Data\":{}}")]
    public async Task Write_NoData_IsRefused(string body) =>
        (await Client.SendAsync("POST", "secret/data/abuse", body)).IsRefused(400, "no data provided");

    [Test]
    public async Task Write_TooLarge_IsRefused()
    {
        var answer = await Client.SendAsync("POST", "secret/data/abuse", "{\"data\":{\"a\":\"" + new string('x', 33 << 20) + "\"}}");

        answer.IsRefused(500, "JSON string value exceeds allowed length");
    }

    [Test]
    public async Task Write_OneMegabyte_IsKept()
    {
        var name = SharedVault.NewName();
        var value = new string('x', 1 << 20);
        (await Client.WriteAsync("secret/data/" + name, new { data = new { a = value } })).Ok();

        Assert.That((await Client.ReadAsync("secret/data/" + name)).Data.GetProperty("data").GetProperty("a").GetString(), Is.EqualTo(value));
    }

    [TestCase("FOO")]
    [TestCase("get")]
    public async Task Verb_Unknown_IsNotAllowed(string verb)
    {
        using var raw = new RawClient(SharedVault.Current.Address);

        Assert.That(await raw.SendAsync(verb, "/v1/secret/data/x", Client.Token), Does.StartWith("HTTP/1.1 405 "));
    }

    [TestCase("/v1/secret/data/a%00b", "400")]
    [TestCase("/v1/secret/data/a%0ab", "400")]
    [TestCase("/v1/secret/data/a%E2%80%AEb", "400")]
    [TestCase("/v1/secret/data/a%zz", "400")]
    [TestCase("//v1/secret/data/x", "404")]
    [TestCase("/V1/secret/data/x", "404")]
    [TestCase("/v1", "404")]
    [TestCase("/v1/secret/data/%252e%252e/x", "404")]
    [TestCase("/v1//secret/data/x", "307")]
    public async Task Path_Odd_AnswersAsTheOriginal(string target, string status)
    {
        using var raw = new RawClient(SharedVault.Current.Address);

        Assert.That(await raw.SendAsync("GET", target, Client.Token), Does.StartWith($"HTTP/1.1 {status} "));
    }

    [Test]
    public async Task Answer_Any_ForbidsCaching()
    {
        using var http = new HttpClient { BaseAddress = SharedVault.Current.Address };
        using var response = await http.GetAsync("/v1/sys/health");

        Assert.Multiple(() =>
        {
            Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
            Assert.That(response.Headers.Contains("Server"), Is.False);
        });
    }
}
