using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.Identity.Tests.ServiceClients;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.ApiKeys;

/// <summary>Tokens in place of API keys: for the gateway, for keys that KeyIssuance proves, and for nothing that is a person's.</summary>
[Category("Component")]
internal sealed class KeyTokenTests : ServiceClientFixture
{
    private const string Endpoint = "/internal/api-key-tokens";

    private static readonly ProvenApiKey Proven = new(Guid.CreateVersion7(), Guid.CreateVersion7(), ["ssh:read", "audit:read"]);

    private WebApplication? _keyIssuance;
    private IdentityServer _identity = null!;
    private volatile int _status = StatusCodes.Status200OK;
    private JsonWebToken? _asked;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _keyIssuance = builder.Build();
        _keyIssuance.MapPost("/internal/api-keys/prove", (HttpRequest request) =>
        {
            _asked = new JsonWebToken(request.Headers.Authorization.ToString()["Bearer ".Length..]);
            return _status == StatusCodes.Status200OK ? Results.Json(Proven) : Results.StatusCode(_status);
        });
        await _keyIssuance.StartAsync();
        _identity = await IdentityServer.StartAsync(
            await Platform.SharedAsync(), settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["services:key-issuance:http:0"] = _keyIssuance.Urls.Single() });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _identity.DisposeAsync();
        if (_keyIssuance is not null)
        {
            await _keyIssuance.DisposeAsync();
        }
    }

    [Test]
    public async Task Token_ForAProvenKey_SaysWhatTheKeyMayDo()
    {
        using var answer = await ExchangeAsync(await TokenAsync("api-keys:admit"));

        var issued = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), issued.ToJsonString());
        var token = new JsonWebToken((string)issued["token"]!);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(token.GetPayloadValue<string>("role"), Is.EqualTo("api_key"));
            Assert.That(token.GetPayloadValue<string>("sub"), Is.EqualTo(Proven.KeyId.ToString()));
            Assert.That(token.GetPayloadValue<string>("tenant_id"), Is.EqualTo(Proven.TenantId.ToString()));
            Assert.That(token.GetPayloadValue<string>("scope"), Is.EqualTo("ssh:read audit:read"));
            Assert.That(token.ValidTo - token.IssuedAt, Is.LessThanOrEqualTo(TimeSpan.FromMinutes(5)));
            Assert.That((int)issued["expiresInSeconds"]!, Is.InRange(1, 300));
            Assert.That(_asked!.GetPayloadValue<string>("scope"), Is.EqualTo("api-keys:prove"), "Identity's own token");
            Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
        }

        using var me = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        me.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (string)issued["token"]!);
        using var who = await _identity.Client.SendAsync(me);
        Assert.That(who.StatusCode, Is.AnyOf(HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), "no call of a person's");
    }

    [TestCase(StatusCodes.Status409Conflict, HttpStatusCode.Conflict)]
    [TestCase(StatusCodes.Status401Unauthorized, HttpStatusCode.ServiceUnavailable)]
    [TestCase(StatusCodes.Status503ServiceUnavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task Token_ForAKeyThatIsNotProven_IsNotIssued(int status, HttpStatusCode expected)
    {
        var gateway = await TokenAsync("api-keys:admit");
        _status = status;
        try
        {
            using var answer = await ExchangeAsync(gateway);
            Assert.That(answer.StatusCode, Is.EqualTo(expected));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("token\""));
        }
        finally
        {
            _status = StatusCodes.Status200OK;
        }
    }

    [Test]
    public async Task Token_ForAnybodyElse_IsNotIssued()
    {
        using var verifier = await ExchangeAsync(await TokenAsync("api-keys:verify"));
        using var nobody = await ExchangeAsync(token: null);

        await verifier.ShouldBeProblemAsync(403, "forbidden");
        await nobody.ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Test]
    public async Task Scope_OfIdentityItself_IsGivenToNoClient()
    {
        var (isDone, text) = await CreateAsync($"client-{Guid.CreateVersion7():N}", "api-keys:prove");

        Assert.That(isDone, Is.False, text);
    }

    private async Task<string> TokenAsync(string scope)
    {
        var (name, secret) = await NewClientAsync(scope);
        using var answer = await AskAsync(("grant_type", "client_credentials"), ("client_id", name), ("client_secret", secret));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString()!;
    }

    private Task<HttpResponseMessage> ExchangeAsync(string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = JsonContent.Create(new { key = PlainTextApiKey.Create(Proven.KeyId).Text }) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return _identity.Client.SendAsync(request);
    }
}
