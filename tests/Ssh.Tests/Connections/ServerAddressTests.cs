namespace PenguinMails.Ssh.Tests.Connections;

[Category("Pure")]
public sealed class ServerAddressTests
{
    private static readonly PublicKey HostKey =
        PublicKey.Parse("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl");

    [TestCase("127.0.10.1")]
    [TestCase("::1")]
    [TestCase("2001:db8::7")]
    [TestCase("vps-1.example.com")]
    [TestCase("localhost")]
    [TestCase("VPS-1.Example.COM")]
    [TestCase("xn--e1afmkfd.example")]
    [TestCase("1.example.com")]
    [TestCase("2001:DB8:0:0::7")]
    [TestCase("::ffff:192.0.2.1")]
    [TestCase("223.255.255.255")]
    public void IsValid_AddressOrName_True(string address) => Assert.That(ServerAddress.IsValid(address), Is.True);

    [TestCase(null)]
    [TestCase("")]
    [TestCase("-oProxyCommand=id")]
    [TestCase("host -p 1")]
    [TestCase("user@host")]
    [TestCase("host;id")]
    [TestCase("host\n")]
    [TestCase("1")]
    [TestCase("127.1")]
    [TestCase("0x7f.0.0.1")]
    [TestCase("127.0.0.01")]
    [TestCase("256.1.1.1")]
    [TestCase("fe80::1%eth0")]
    [TestCase("[::1]")]
    [TestCase("a..b")]
    [TestCase("ho_st")]
    [TestCase("хост")]
    [TestCase("vps.example.com.")]
    [TestCase("127.0.0.1.")]
    [TestCase(".example.com")]
    [TestCase("127.0.0")]
    [TestCase("127.0.0.1.1")]
    [TestCase("0177.0.0.1")]
    [TestCase("2130706433")]
    [TestCase("0x7f000001")]
    [TestCase("example.0x7f")]
    [TestCase("example.1")]
    [TestCase("1.2.3.4a")]
    [TestCase("127.0.0.١")]
    [TestCase("127。0。0。1")]
    [TestCase("fe80::1")]
    [TestCase("::1%1")]
    [TestCase("::ffff:127.1")]
    [TestCase("::ffff:0177.0.0.1")]
    [TestCase("::ffff:0.0.0.0")]
    [TestCase("1::2::3")]
    [TestCase(":::")]
    [TestCase("2001:db8")]
    [TestCase("12345::1")]
    [TestCase("::")]
    [TestCase("0.0.0.0")]
    [TestCase("0.1.2.3")]
    [TestCase("224.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("ff02::1")]
    [TestCase("host\0")]
    [TestCase(" host")]
    public void IsValid_AnythingElse_False(string? address)
    {
        Assert.That(ServerAddress.IsValid(address), Is.False);
        Assert.That(() => ServerAddress.Normalize(address!), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new SshEndpoint(address!, 22, HostKey), Throws.InstanceOf<ArgumentException>(), "a connection has the same rule");
    }

    [Test]
    public void IsValid_LongestNames_EndWhereDnsEnds()
    {
        var label = new string('a', 63);

        Assert.That(ServerAddress.IsValid($"{label}.{label}.{label}.{new string('a', 61)}"), Is.True, "253 characters");
        Assert.That(ServerAddress.IsValid($"{label}.{label}.{label}.{new string('a', 62)}"), Is.False, "254 characters");
        Assert.That(ServerAddress.IsValid(label + "a"), Is.False, "a label of 64");
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(65536)]
    public void Endpoint_PortThatIsNone_Throws(int port) =>
        Assert.That(() => new SshEndpoint("127.0.0.1", port, HostKey), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase("127.0.10.1", "127.0.10.1")]
    [TestCase("VPS-1.Example.COM", "vps-1.example.com")]
    [TestCase("2001:DB8:0:0:0::7", "2001:db8::7")]
    [TestCase("0:0:0:0:0:0:0:1", "::1")]
    [TestCase("::FFFF:192.0.2.1", "192.0.2.1")]
    [TestCase("::ffff:c000:201", "192.0.2.1")]
    public void Normalize_SpellingsOfOneAddress_AreTheSame(string address, string expected) =>
        Assert.That(ServerAddress.Normalize(address), Is.EqualTo(expected));

    [TestCase("root", true)]
    [TestCase("tenant-550e8400", true)]
    [TestCase("_x", true)]
    [TestCase("", false)]
    [TestCase("-l", false)]
    [TestCase("Root", false)]
    [TestCase("a b", false)]
    [TestCase("a\n", false)]
    [TestCase("a$(id)", false)]
    [TestCase("abcdefghijklmnopqrstuvwxyzabcdefg", false)]
    public void IsValid_AccountName_AsUseraddTakesThem(string name, bool valid) => Assert.That(AccountName.IsValid(name), Is.EqualTo(valid));
}
