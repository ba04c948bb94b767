using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Sessions;
using PenguinMails.Identity.Users;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.Identity.Tests.Fixtures;

/// <summary>An instance of Identity as it runs, on a free port, with a clock that tests can put forward.</summary>
internal sealed class IdentityServer : IAsyncDisposable
{
    private const int FewIterations = 1_000;

    private static long _users;
    private readonly WebApplication _app;

    private IdentityServer(WebApplication app, ShiftedTime time)
    {
        _app = app;
        Time = time;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public ShiftedTime Time { get; }

    /// <summary>A client without a token.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public Database Database => Services.GetRequiredService<Database>();

    /// <param name="platform">What it stands on.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="settings">More configuration, by key.</param>
    /// <param name="environment">Development unless named.</param>
    /// <param name="isHashingSlow">Whether it hashes passwords as in production, which is most of the work of a sign-in.</param>
    /// <param name="isAwaited">Whether to wait until it is healthy.</param>
    public static async Task<IdentityServer> StartAsync(
        Platform platform,
        ShiftedTime? time = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        string? environment = null,
        bool isHashingSlow = false,
        bool isAwaited = true)
    {
        var clock = time ?? new ShiftedTime();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment ?? Environments.Development });
        builder.Configuration.AddInMemoryCollection(platform.Settings);
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults("identity");
        builder.AddIdentity();
        builder.Services.AddSingleton<TimeProvider>(clock);
        if (!isHashingSlow)
        {
            builder.Services.AddSingleton(new PasswordHashing(FewIterations));
        }

        var app = builder.BuildService();
        app.MapIdentity();
        await app.StartAsync();
        var server = new IdentityServer(app, clock);
        if (isAwaited)
        {
            await server.WaitHealthyAsync();
        }

        return server;
    }

    public Task WaitHealthyAsync()
    {
        var last = "";
        return Eventually.Async(
            async () =>
            {
                using var health = await Client.GetAsync("/health");
                last = await health.Content.ReadAsStringAsync();
                return health.IsSuccessStatusCode ? true : throw new InvalidOperationException(last);
            },
            what: "A healthy Identity");
    }

    /// <summary>Adds a user that no other test knows.</summary>
    public async Task<TestUser> NewUserAsync(string role = Roles.TenantOwner, Guid? ofTenant = null)
    {
        Guid? tenantId = role is Roles.TenantOwner or Roles.TenantAdmin ? ofTenant ?? Guid.CreateVersion7() : null;
        var user = new TestUser(
            Guid.CreateVersion7(),
            $"user-{Interlocked.Increment(ref _users)}-{Guid.CreateVersion7():N}@penguin.example",
            "pass word ä " + Convert.ToHexString(RandomNumberGenerator.GetBytes(8)),
            RandomNumberGenerator.GetBytes(20),
            role,
            tenantId);
        var cipherText = await Services.GetRequiredService<ITransit>().EncryptAsync(TransitKey.Identity, user.Secret);
        var row = new User(
            user.UserId, user.Email, Services.GetRequiredService<PasswordHashing>().Hash(user.Password), cipherText, role, tenantId, LastTotpStep: 0);
        await Database.InTransactionAsync(transaction => transaction.AddUserAsync(row, Time.GetUtcNow()), default);
        return user;
    }

    /// <param name="from">The client's address; each user has one of their own, so that tests do not count each other's failures.</param>
    public async Task<HttpResponseMessage> SignInAsync(string email, string password, string totpCode, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/sign-in");
        request.Content = JsonContent.Create(new { email, password, totpCode });
        request.Headers.Add("X-Forwarded-For", from ?? AddressOf(email));
        return await Client.SendAsync(request);
    }

    /// <summary>The address from which a user of the tests acts.</summary>
    public static string AddressOf(string email)
    {
        var hash = EmailAddress.Hash(email);
        return $"10.{hash[0]}.{hash[1]}.{hash[2]}";
    }

    /// <summary>Signs in with the code of the next step.</summary>
    public async Task<SignedIn> SignInAsync(TestUser user)
    {
        Time.NextStep();
        using var answer = await SignInAsync(user.Email, user.Password, user.CodeAt(Time.CurrentStep));
        return new SignedIn(this, await ReadTokensAsync(answer));
    }

    public static async Task<PlainTextTokens> ReadTokensAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, body);
        return JsonSerializer.Deserialize<PlainTextTokens>(body, JsonSerializerOptions.Web)!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Somebody who is signed in.</summary>
internal sealed record SignedIn(IdentityServer Server, PlainTextTokens Tokens)
{
    public Task<HttpResponseMessage> MeAsync(IdentityServer? at = null) => SendAsync(HttpMethod.Get, "/api/v1/auth/me", body: null, at);

    public Task<HttpResponseMessage> SignOutAsync() => SendAsync(HttpMethod.Post, "/api/v1/auth/sign-out");

    public Task<HttpResponseMessage> StepUpAsync(string password, string totpCode) =>
        SendAsync(HttpMethod.Post, "/api/v1/auth/step-up", new { password, totpCode });

    public Task<HttpResponseMessage> RefreshAsync(string? refreshToken = null, IdentityServer? at = null) =>
        (at ?? Server).Client.PostAsJsonAsync("/api/v1/auth/refresh", new { refreshToken = refreshToken ?? Tokens.RefreshToken });

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body = null, IdentityServer? at = null, string? grant = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.AccessToken);
        request.Headers.Add("X-Forwarded-For", IdentityServer.AddressOf(Tokens.User.Email));
        request.Content = body is null ? null : JsonContent.Create(body);
        if (grant is not null)
        {
            request.Headers.Add("X-Step-Up", grant);
        }

        return await (at ?? Server).Client.SendAsync(request);
    }
}
