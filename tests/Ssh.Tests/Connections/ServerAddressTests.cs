namespace PenguinMails.Ssh.Tests.Connections;

[Category("Pure")]
public sealed class ServerAddressTests
{
    [TestCase("127.0.10.1")]
    [TestCase("::1")]
    [TestCase("2001:db8::7")]
    [TestCase("vps-1.example.com")]
    [TestCase("localhost")]
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
    public void IsValid_AnythingElse_False(string? address) => Assert.That(ServerAddress.IsValid(address), Is.False);

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
