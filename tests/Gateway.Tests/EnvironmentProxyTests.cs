using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Gateway.Tests;

/// <summary>A proxy that the environment names (<c>HTTP_PROXY</c>) is for calls to the world outside.</summary>
[Category("Pure")]
public sealed class EnvironmentProxyTests
{
    [TestCase("service-health")]
    [TestCase("any other client")]
    public async Task Client_BetweenServices_UsesNoProxy(string name)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Vault:Address"] = "http://127.0.0.1:1",
            ["Vault:TokenFile"] = "/nowhere",
        });
        builder.AddServiceDefaults("test");
        await using var app = builder.Build();

        var handler = app.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(name);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        Assert.That(handler, Is.TypeOf<SocketsHttpHandler>().With.Property(nameof(SocketsHttpHandler.UseProxy)).False);
    }
}
