using PenguinMails.DevVault.Tests.Fixtures;

namespace PenguinMails.DevVault.Tests.Http;

[Category("Component")]
internal sealed class AbuseTests
{
    private static VaultClient Client => SharedVault.Client;

    [TestCase("{\"data\":")]
    [TestCase("hello")]
    [TestCase("[1,2]")]
    [TestCase("5")]
    [TestCase("\uFEFF{\"data\":{}}")]
    [TestCase("{\"data\":{\"a\":NaN}}")]
    public async Task Write_NotAnObject_IsRefused(string body) =>
        (await Client.SendAsync("POST", "secret/data/abuse", body)).IsRefused(400, "error parsing JSON");

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

        answer.IsRefused(413, "error parsing JSON");
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
    [TestCase("PATCH")]
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
    [TestCase("/v1//secret/data/x", "301")]
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
