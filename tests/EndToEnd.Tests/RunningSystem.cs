using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PenguinMails.ConnectionRecorder;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>
/// The whole system, started once for these tests as a person starts it: the AppHost as a process, on ports and in a state
/// folder of its own.
/// </summary>
[SetUpFixture]
public sealed class RunningSystem
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private static readonly ConcurrentDictionary<string, SignedInUser> Users = new(StringComparer.Ordinal);
    private static readonly TotpCodes Codes = new(TimeProvider.System);

    private static (string Token, Stopwatch Age)? _serviceToken;

    public static AppHostProcess AppHost { get; private set; } = null!;

    /// <summary>What the processes of the system wrote down of their connections.</summary>
    public static DirectoryInfo Connections { get; } = Directory.CreateTempSubdirectory("penguin-e2e-connections-");

    public static HttpClient Gateway { get; private set; } = null!;

    /// <summary>How the gateway has answered so far.</summary>
    public static SeenAnswers Answers { get; private set; } = null!;

    public static SignedInUser UserOf(DevelopmentUser user) => Users.GetOrAdd(user.Email, _ => new SignedInUser(Gateway, user, Codes));

    /// <summary>A code that somebody types who signs in or steps up beside <see cref="UserOf"/>.</summary>
    public static Task<string> CodeAsync(DevelopmentUser user) => Codes.NextAsync(user);

    /// <summary>Somebody else has signed in and stepped up as the user: these codes are used.</summary>
    public static async Task SkipCodesAsync(DevelopmentUser user)
    {
        await Codes.NextAsync(user);
        await Codes.NextAsync(user);
    }

    public static void MarkCodeUsed(DevelopmentUser user, long step) => Codes.MarkUsed(user, step);

    /// <summary>Sends a request as the platform's service <c>mail-worker</c>.</summary>
    public static async Task<HttpResponseMessage> SendAsServiceAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await ServiceTokenAsync());
        return await Gateway.SendAsync(request);
    }

    // Kept for a while: sign-ins are few.
    private static async Task<string> ServiceTokenAsync()
    {
        if (_serviceToken is { } kept && kept.Age.Elapsed < TimeSpan.FromMinutes(10))
        {
            return kept.Token;
        }

        using var credentials = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "mail-worker",
            ["client_secret"] = "penguin-dev-service-secret",
        });
        using var issued = await Gateway.PostAsync("/api/v1/auth/token", credentials);
        var token = (string)(await SignedInUser.ReadAsync(issued, HttpStatusCode.OK))["access_token"]!;
        _serviceToken = (token, Stopwatch.StartNew());
        return token;
    }

    /// <summary>Sends a request with an API key in place of a token.</summary>
    public static async Task<HttpResponseMessage> SendWithKeyAsync(string key, string path, HttpMethod? method = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await (client ?? Gateway).SendAsync(request);
    }

    /// <summary>The published API. The gateway asks every service for its part, and says 503 while one is too slow to answer.</summary>
    public static async Task<string> OpenApiAsync()
    {
        var document = "";
        await Eventually.Async(
            async () =>
            {
                document = await Gateway.GetStringAsync("/openapi/v1.json");
                return true;
            },
            what: "The OpenAPI document");
        return document;
    }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        AppHost = AppHostProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PENGUINMAILS_SSH_GRACE"] = Grace.ToString("c", CultureInfo.InvariantCulture),
            // Tests look again and again, all as the same few users (Gateway.Tests see to the limits).
            ["Gateway__RequestsPerMinute"] = "100000",
            ["Audit__Reading__Records"] = "1000000",
            // Every .NET process of the system, whoever starts it, writes down where it connects to.
            ["DOTNET_STARTUP_HOOKS"] = typeof(ConnectionListener).Assembly.Location,
            [ConnectionListener.FolderVariable] = Connections.FullName,
        });
        Answers = new SeenAnswers(new DescribedAnswers(ApiDescription.Committed, new SocketsHttpHandler()));
        Gateway = new HttpClient(Answers) { BaseAddress = AppHost.GatewayAddress, Timeout = TimeSpan.FromSeconds(90) };
        await AppHost.WaitHealthyAsync(Gateway, TimeSpan.FromMinutes(4));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        Gateway?.Dispose();
        Answers?.Dispose();
        if (AppHost is not null)
        {
            await AppHost.DisposeAsync();
        }

        Connections.Delete(recursive: true);
    }
}
