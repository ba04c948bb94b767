using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NSubstitute;
using PenguinMails.Identity.Webhooks;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>No webhook reaches what only the platform can reach.</summary>
[Category("Pure")]
internal sealed class PublicAddressTests
{
    private static readonly PublicAddresses Addresses = new(Options.Create(new WebhookOptions { OwnNetworks = ["93.184.216.0/24", "2606:2800:220::/48"] }));

    [TestCase("8.8.8.8", true)]
    [TestCase("172.32.0.1", true)]
    [TestCase("2a00:1450:4001:81b::200e", true)]
    [TestCase("93.184.216.34", false)]
    [TestCase("2606:2800:220:1::1", false)]
    [TestCase("127.0.0.1", false)]
    [TestCase("127.10.0.53", false)]
    [TestCase("0.0.0.0", false)]
    [TestCase("10.0.0.1", false)]
    [TestCase("100.64.1.1", false)]
    [TestCase("169.254.169.254", false)]
    [TestCase("172.16.0.1", false)]
    [TestCase("192.168.1.1", false)]
    [TestCase("198.18.0.1", false)]
    [TestCase("224.0.0.1", false)]
    [TestCase("255.255.255.255", false)]
    [TestCase("::1", false)]
    [TestCase("::", false)]
    [TestCase("::ffff:127.0.0.1", false)]
    [TestCase("::ffff:10.0.0.1", false)]
    [TestCase("::127.0.0.1", false)]
    [TestCase("64:ff9b::a00:1", false)]
    [TestCase("2002:a00:1::", false)]
    [TestCase("2001:0:a00:1::", false)]
    [TestCase("fc00::1", false)]
    [TestCase("fd12:3456::1", false)]
    [TestCase("fe80::1", false)]
    [TestCase("ff02::1", false)]
    public void IsAllowed_Address_OnlyWhenPublicAndNotOurs(string address, bool isAllowed) =>
        Assert.That(Addresses.IsAllowed(IPAddress.Parse(address)), Is.EqualTo(isAllowed));

    [TestCase("https://8.8.8.8/hook", true)]
    [TestCase("https://8.8.8.8:8443/hook?x=1", true)]
    [TestCase("http://8.8.8.8/", false)]
    [TestCase("https://127.0.0.1/", false)]
    [TestCase("https://2130706433/", false)]
    [TestCase("https://0x7f.1/", false)]
    [TestCase("https://127.1/", false)]
    [TestCase("https://[::1]/", false)]
    [TestCase("https://[::ffff:10.0.0.1]/", false)]
    [TestCase("https://localhost/", false)]
    [TestCase("https://LOCALHOST./", false)]
    [TestCase("https://vault/", false)]
    [TestCase("https://key-issuance.internal/", false)]
    [TestCase("https://8.8.8.8/#fragment", false)]
    [TestCase("https://a:b@8.8.8.8/", false)]
    [TestCase("https://8.8.8.8/\r\nHost: vault", false)]
    [TestCase("//8.8.8.8/", false)]
    [TestCase("file:///etc/passwd", false)]
    [TestCase("", false)]
    public async Task FailureOf_Url_OnlyHttpsToPublicHosts(string url, bool isAllowed)
    {
        var urls = new WebhookUrl(Addresses, Options.Create(new WebhookOptions()), TimeProvider.System);

        Assert.That(await urls.FailureOfAsync(url, default), isAllowed ? Is.Null : Is.Not.Null);
    }

    // No resolver takes them: 307 characters, and a label of 64.
    [TestCase("a.", 150, "example")]
    [TestCase("a", 64, ".example")]
    public async Task FailureOf_HostThatNoResolverKnows_SaysHowLongItMayBe(string part, int times, string end)
    {
        var urls = new WebhookUrl(Addresses, Options.Create(new WebhookOptions()), TimeProvider.System);
        var host = string.Concat(Enumerable.Repeat(part, times)) + end;

        Assert.That(await urls.FailureOfAsync($"https://{host}/", default), Does.Contain("253").And.Contain("63"));
    }

    /// <summary>What a host resolves to is judged at the connection, not when the webhook is added: names change.</summary>
    [Test]
    public async Task Connect_ToANameThatLeadsHere_IsRefusedBeforeAnythingIsSent()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = Addresses.ConnectAsync };
        using var client = new HttpClient(handler);
        var port = new Uri(receiver.Address).Port;

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync($"http://localhost:{port}/", content: null));

        Assert.That(refused!.InnerException ?? refused, Is.InstanceOf<RefusedAddressException>());
        Assert.That(receiver.At("/"), Is.Empty);
    }

    [TestCase("Development", true, 10, "198.51.100.0/24", 0)]
    [TestCase("Production", false, 10, "198.51.100.0/24", 0)]
    [TestCase("Production", true, 0, "198.51.100.7/24 or so", 3)]
    public void Options_Wrong_AreAllReported(string environment, bool allowLoopback, int most, string network, int failures)
    {
        var host = Substitute.For<IHostEnvironment>();
        host.EnvironmentName.Returns(environment);

        var result = new WebhookOptionsValidator(host).Validate(null, new WebhookOptions { AllowLoopback = allowLoopback, MaxPerTenant = most, OwnNetworks = [network] });

        Assert.That(result.Failures?.Count() ?? 0, Is.EqualTo(failures));
    }
}
