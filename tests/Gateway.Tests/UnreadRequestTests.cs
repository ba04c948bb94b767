using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PenguinMails.Gateway.Tests.Fixtures;

namespace PenguinMails.Gateway.Tests;

/// <summary>What Kestrel refuses by itself is answered with a problem all the same.</summary>
[Category("Component")]
public sealed class UnreadRequestTests
{
    private GatewayServer _gateway = null!;

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("GET /api/v1/tenant%00/x HTTP/1.1", 400, "malformed_request").SetName("NUL in the path");
        yield return Case("GET /%00 HTTP/1.1", 400, "malformed_request").SetName("NUL as a page");
        yield return Case("GET /health HTTP/1.1\r\nbroken", 400, "malformed_request").SetName("a header without a colon");
        yield return Case("GET /health HTTP/1.1\r\nHost: another", 400, "malformed_request").SetName("two hosts");
        yield return Case("GET\t/health HTTP/1.1", 400, "malformed_request").SetName("no request line");
        yield return Case("GET /health HTTP/9.9", 505, "malformed_request").SetName("another version");
        yield return Case("POST /api/v1/auth/sign-in HTTP/1.1\r\nContent-Length: much", 400, "malformed_request").SetName("a length that is none");
        yield return Case($"GET /{new string('x', 70_000)} HTTP/1.1", 414, "uri_too_long").SetName("a target beyond the server's limit");
        yield return Case($"GET /health HTTP/1.1\r\nX-Long: {new string('x', 70_000)}", 431, "headers_too_large").SetName("headers beyond the server's limit");
        yield return Case(
            "GET /health HTTP/1.1\r\n" + string.Join("\r\n", Enumerable.Range(0, 1_100).Select(number => $"X-{number}: x")), 431, "headers_too_large").SetName("more headers than the server takes");
        static TestCaseData Case(string head, int status, string code) => new(head, status, code);
    }

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayServer.StartAsync([]);

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCaseSource(nameof(Refused))]
    public async Task Request_ThatTheServerDoesNotTake_IsAProblem(string head, int status, string code)
    {
        var answer = await SendAsync($"{head}\r\nHost: {_gateway.Address.Authority}\r\n\r\n");

        var problem = ShouldBeProblem(answer, status, code);
        Assert.That(problem.GetProperty("detail").GetString(), Is.Not.Empty);
        Assert.That(answer, Does.Contain("\r\nConnection: close\r\n"));
    }

    [Test]
    public async Task Request_AfterOthersOnTheSameConnection_IsAProblemBehindTheirAnswers()
    {
        var good = $"GET /alive HTTP/1.1\r\nHost: {_gateway.Address.Authority}\r\n\r\n";

        var answer = await SendAsync(good + good + "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n");

        var parts = answer.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(parts.Select(part => part[..3]), Is.EqualTo(["200", "200", "400"]));
        ShouldBeProblem("HTTP/1.1 " + parts[2], 400, "malformed_request");
    }

    [Test]
    public async Task Head_OfWhatIsNoRequest_HasNoBody()
    {
        var answer = await SendAsync("HEAD /health HTTP/1.1\r\nContent-Length: much\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 400 ").And.EndWith("\r\n\r\n"));
    }

    private static JsonElement ShouldBeProblem(string answer, int status, string code)
    {
        var (head, body) = (answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)], answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.That(head, Does.StartWith($"HTTP/1.1 {status} "), answer);
        Assert.That(head, Does.Contain("\r\nContent-Type: application/problem+json\r\n").And.Contain($"\r\nContent-Length: {body.Length}\r\n"), answer);
        Assert.That(head, Does.Contain("\r\nX-Content-Type-Options: nosniff\r\n").And.Contain("\r\nCache-Control: no-store\r\n"));
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo(code));
        Assert.That(problem.GetProperty("type").GetString(), Is.EqualTo("urn:penguinmails:problem:" + code));
        Assert.That(problem.GetProperty("status").GetInt32(), Is.EqualTo(status));
        Assert.That(head, Does.Contain($"\r\nX-Trace-Id: {problem.GetProperty("traceId").GetString()}\r\n"));
        return problem;
    }

    // The server closes the connection after such a request.
    private async Task<string> SendAsync(string bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }
}
