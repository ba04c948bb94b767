using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using PenguinMails.Gateway.Tests.Fixtures;

namespace PenguinMails.Gateway.Tests;

[Category("Component")]
public sealed class BodyLimitTests
{
    private const int Limit = 64 * 1024;

    private BackendServer _identity = null!;
    private GatewayServer _gateway = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _identity = await BackendServer.StartAsync("identity");
        _gateway = await GatewayServer.StartAsync([_identity]);
        _client = _gateway.Anonymous();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        await _identity.DisposeAsync();
    }

    [SetUp]
    public void Forget() => _identity.Forget();

    [Test]
    public async Task Body_OfExactlyTheLimit_Arrives([Values] bool chunked)
    {
        using var answer = await PostAsync(Limit, chunked);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_identity.Received.Single().Body, Has.Length.EqualTo(Limit));
        Assert.That(_identity.Received.Single().Headers["Content-Length"], Is.EqualTo($"{Limit}"));
    }

    [Test]
    public async Task Body_OverTheLimit_IsRefusedAndReachesNobody([Values(Limit + 1, 65 * 1024)] int size, [Values] bool chunked)
    {
        using var answer = await PostAsync(size, chunked);

        await answer.ShouldBeProblemAsync(413, "payload_too_large");
        Assert.That(_identity.Received, Is.Empty);
    }

    [Test]
    public async Task Body_WithoutAToken_IsNotEvenRead()
    {
        using var answer = await _client.PostAsync("/api/v1/auth/step-up", new ByteArrayContent(new byte[Limit + 1]));

        await answer.ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Test]
    public async Task Body_ThatBreaksOff_ReachesNobody()
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                "POST /api/v1/auth/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"email\":"));
        }

        using var whole = await PostAsync(10, chunked: false);
        Assert.That(_identity.Received.Single().Body, Has.Length.EqualTo(10));
    }

    private async Task<HttpResponseMessage> PostAsync(int size, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/sign-in") { Content = new StringContent(new string('x', size)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        request.Headers.TransferEncodingChunked = chunked;
        return await _client.SendAsync(request);
    }
}
