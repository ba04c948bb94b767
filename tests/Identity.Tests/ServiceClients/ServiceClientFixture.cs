using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Identity.Commands;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests.ServiceClients;

/// <summary>Programs with secrets, each test with its own.</summary>
internal abstract class ServiceClientFixture : IdentityFixture
{
    protected const string Path = "/api/v1/auth/token";

    private static int _clients;

    protected async Task<(string Name, string Secret)> NewClientAsync(params string[] scopes)
    {
        var name = $"client-{Interlocked.Increment(ref _clients)}-{Guid.CreateVersion7():N}";
        var (isDone, secret) = await CreateAsync([name, .. scopes]);
        Assert.That(isDone, secret);
        return (name, secret);
    }

    protected Task<(bool IsDone, string Text)> CreateAsync(params string[] args) =>
        ActivatorUtilities.CreateInstance<CreateServiceClient>(Server.Services).RunAsync(args, default);

    /// <summary>Asks for a token with an id and a secret, from an address.</summary>
    protected async Task<HttpResponseMessage> AskFromAsync(string from, string name, string secret)
    {
        using var request = Request(("grant_type", "client_credentials"), ("client_id", name), ("client_secret", secret));
        request.Headers.Add("X-Forwarded-For", from);
        return await Server.Client.SendAsync(request);
    }

    protected Task<HttpResponseMessage> AskAsync(params (string Name, string Value)[] fields) => Server.Client.SendAsync(Request(fields));

    protected static HttpRequestMessage Request(params (string Name, string Value)[] fields) => new(HttpMethod.Post, Path)
    {
        Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
    };
}
