using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.LiveStream;

/// <summary>How a long answer of any service ends with the access of its reader: in a small service of its own, whose clock the test puts forward.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class LongAnswerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private readonly ForwardedTime _time = new();
    private int _open;
    private InProcessService _service = null!;
    private TestIssuer _issuer = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _issuer = await TestIssuer.SharedAsync();
        var vault = await TestVault.SharedAsync(); // every service is told where it is
        _service = await InProcessService.StartAsync(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["services__identity__http__0"] = $"{_issuer.Address}",
                ["Vault__Address"] = $"{vault.Address}",
                ["Vault__TokenFile"] = vault.RootTokenFile,
            },
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(_time);
                builder.AddServiceDefaults("gateway");
                var app = builder.BuildService();
                app.MapGet("/stream", (CancellationToken cancellationToken) => TypedResults.ServerSentEvents(Numbers(cancellationToken))).EndsWithAccess();
                app.MapGet("/file", (CancellationToken cancellationToken) => Results.Stream(stream => WriteAsync(stream, cancellationToken), "text/csv")).EndsWithAccess();
                app.MapGet("/flood", (CancellationToken cancellationToken) => Results.Stream(stream => FloodAsync(stream, cancellationToken), "text/csv")).EndsWithAccess();
                app.MapGet("/short", () => "all of it").EndsWithAccess();
                return app;
            });
    }

    [TearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Answer_StreamWhoseTokenExpires_EndsAndSaysWhy()
    {
        using var answer = await OpenAsync("/stream", new TestTokens(Roles.Admin));
        var rest = answer.Content.ReadAsStringAsync();

        _time.Advance(TimeSpan.FromHours(1));

        Assert.That(await rest.WaitAsync(Deadline), Does.StartWith("data: 0\n\n").And.EndsWith("\n\n: the access token has expired\n\n"));
    }

    [Test]
    public async Task Answer_FileWhoseTokenExpires_IsCutOff()
    {
        using var answer = await OpenAsync("/file", new TestTokens(Roles.Admin));
        var rest = answer.Content.ReadAsStringAsync();

        _time.Advance(TimeSpan.FromHours(1));

        Assert.That(async () => await rest.WaitAsync(Deadline), Throws.InstanceOf<HttpRequestException>(), "a part does not pass as the whole");
    }

    [Test]
    public async Task Answer_FileOfASessionThatIsSignedOut_IsCutOff()
    {
        var tokens = new TestTokens(Roles.Admin);
        using var answer = await OpenAsync("/file", tokens);
        var rest = answer.Content.ReadAsStringAsync();

        _issuer.End(tokens.SessionId);

        Assert.That(async () => await rest.WaitAsync(Deadline), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task Answer_ReaderWhoTakesNothing_IsCutOffToo()
    {
        using var answer = await OpenAsync("/flood", new TestTokens(Roles.Admin));
        var body = await answer.Content.ReadAsStreamAsync();

        _time.Advance(TimeSpan.FromHours(1));

        await Eventually.Async(() => Task.FromResult(_open == 0), what: "nothing that writes");
        Assert.That(async () => await body.CopyToAsync(Stream.Null).WaitAsync(Deadline), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task Answer_ThatIsCompleteBefore_IsWhole()
    {
        using var answer = await OpenAsync("/short", new TestTokens(Roles.Admin));

        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("all of it"));
    }

    private static async IAsyncEnumerable<int> Numbers([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return 0;
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("a line\n"u8.ToArray(), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    // More than sockets and buffers on the way can hold.
    private async Task FloodAsync(Stream stream, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _open);
        try
        {
            while (true)
            {
                await stream.WriteAsync(new byte[64 * 1024], cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(string path, TestTokens tokens)
    {
        HttpResponseMessage? answer = null;
        await Eventually.Async(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Access(_issuer.Key));
                answer = await _service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                return answer.IsSuccessStatusCode;
            },
            what: "an answer, once the service knows the issuer");
        return answer!;
    }

    /// <summary>The real clock, put forward.</summary>
    private sealed class ForwardedTime : TimeProvider
    {
        private long _forward;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _forward));

        public void Advance(TimeSpan by) => Interlocked.Add(ref _forward, by.Ticks);
    }
}
