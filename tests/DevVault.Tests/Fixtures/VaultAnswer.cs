using System.Net;
using System.Text.Json;

namespace PenguinMails.DevVault.Tests.Fixtures;

/// <summary>What the server answered.</summary>
internal sealed record VaultAnswer(HttpStatusCode Status, string Text)
{
    public JsonElement Json => Text.Length == 0 ? default : JsonDocument.Parse(Text).RootElement;

    public JsonElement Data => Json.GetProperty("data");

    public JsonElement Auth => Json.GetProperty("auth");

    public string ClientToken => Auth.GetProperty("client_token").GetString()!;

    public string WrappingToken => Json.GetProperty("wrap_info").GetProperty("token").GetString()!;

    public string[] Errors => [.. Json.GetProperty("errors").EnumerateArray().Select(error => error.GetString()!)];

    /// <summary>The same answer, which must be a success.</summary>
    public VaultAnswer Ok()
    {
        Assert.That((int)Status, Is.InRange(200, 299), Text);
        return this;
    }

    public void IsRefused(int status, string error) => Assert.Multiple(() =>
    {
        Assert.That((int)Status, Is.EqualTo(status), Text);
        Assert.That(Errors, Is.EqualTo(new[] { error }));
    });

    /// <summary>404 with no errors: there is nothing.</summary>
    public void IsRefusedWithNothing() => Assert.Multiple(() =>
    {
        Assert.That((int)Status, Is.EqualTo(404), Text);
        Assert.That(Errors, Is.Empty);
    });

    /// <summary>What is said of a token that there is not, or not any more.</summary>
    public const string InvalidToken = "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n";

    public static string ListOfOne(string error) => $"1 error occurred:\n\t* {error}\n\n";
}
