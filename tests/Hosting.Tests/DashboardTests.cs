using System.Net;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PenguinMails.Hosting.Tests;

/// <summary>The real dashboard, started by the host.</summary>
[TestFixture]
public sealed class DashboardTests
{
    private DistributedApplication _app = null!;
    private IConfiguration _configuration = null!;
    private HttpClient _client = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            ProjectDirectory = TestContext.CurrentContext.TestDirectory,
        });
        _app = builder.Build();
        await _app.StartAsync();
        await _app.HealthyAsync("aspire-dashboard");
        _configuration = _app.Services.GetRequiredService<IConfiguration>();
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(_configuration["ASPNETCORE_URLS"]!),
            Timeout = SampleApplication.Deadline,
        };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Login_WithTokenOfHost_SignsIn()
    {
        using var refused = await _client.GetAsync("/login?t=guessed");
        using var welcome = await _client.GetAsync($"/login?t={_configuration["AppHost:BrowserToken"]}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.Headers.Contains("Set-Cookie"), Is.False);
            Assert.That(welcome.Headers.Contains("Set-Cookie"), Is.True);
        }
    }

    [Test]
    public async Task Telemetry_WithKeyOfHost_CanBeRead()
    {
        using var refused = await _client.GetAsync("/api/telemetry/resources");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/telemetry/resources");
        request.Headers.Add("X-API-Key", _configuration["AppHost:DashboardApiKey"]);
        using var answer = await _client.SendAsync(request);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
    }

    [Test]
    public void Keys_OfTwoInstances_Differ()
    {
        var other = DistributedApplication.CreateBuilder().Configuration;
        using (Assert.EnterMultipleScope())
        {
            foreach (var key in new[] { "AppHost:BrowserToken", "AppHost:OtlpApiKey", "AppHost:ResourceService:ApiKey", "AppHost:DashboardApiKey" })
            {
                Assert.That(other[key], Has.Length.GreaterThanOrEqualTo(32).And.Not.EqualTo(_configuration[key]));
            }
        }
    }
}
