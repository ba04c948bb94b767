using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PenguinMails.Architecture.Tests.SourceCode;

/// <summary>
/// A proxy that the environment names is for calls to the world outside: what a service sends to Vault, to another service or to loopback must not go there.
/// So every HTTP client that is made by hand says whether it uses one.
/// </summary>
[Category("Pure")]
internal sealed partial class ProxyTests
{
    // Receivers of alerts, and the public keys of who reports leaks, are in the world outside.
    private static readonly string[] UsesTheProxy = ["services/Audit/Delivery/DeliveryExtensions.cs", "services/KeyIssuance/ApiKeys/ApiKeyExtensions.cs"];

    private static readonly string[] Services = ["gateway/", "libraries/", "services/", "ServiceDefaults/"];

    [Test]
    public void Handlers_MadeByHand_SayThatTheyUseNoProxy()
    {
        var silent =
            from file in Repository.WithExtension(".cs")
            where Services.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)) && !UsesTheProxy.Contains(file)
            let source = Repository.Read(file)
            where Made().Matches(source).Any(made => !made.Value.Contains("UseProxy = false", StringComparison.Ordinal))
            select file;

        Assert.That(silent, Is.Empty);
    }

    // With its initializer, if it has one. A client that is given a handler is as that one is.
    [GeneratedRegex(
        @"(new ((HttpClientHandler|SocketsHttpHandler)\b(\(\s*\))?|HttpClient(\(\s*\)|(?=\s*\{)))|(HttpClientHandler|SocketsHttpHandler|HttpClient) \w+ = new\(\))(\s*\{(?>[^{}]|(?<open>\{)|(?<-open>\}))*\})?",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Made();
}
