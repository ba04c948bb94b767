using static PenguinMails.Ssh.Tests.Servers;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys;

/// <summary>Keys that sshd reads elsewhere than in the account's usual file.</summary>
[Category("Component")]
public sealed class OtherFilesTests : OwnServerTests
{
    [Test]
    public async Task Check_FilesOfTheConfiguration_AreReadWithTheirTokens()
    {
        using var key = await Platform.Usual.NewKeyAsync();
        await Server.ConfigureAsync("AuthorizedKeysFile .ssh/authorized_keys /etc/keys/%u %h/keys-%U-100%%");
        await Server.RunAsRootAsync($"""
            mkdir -p /etc/keys
            printf '# first\n{key.PublicKey}\n' >/etc/keys/{Tenant}
            echo '{key.PublicKey}' >"/home/{Tenant}/keys-$(id -u {Tenant})-100%"
            ln -s /etc/shadow /home/{Tenant}/.ssh/authorized_keys2
            """);
        Assert.That(await Server.OfferAsync(key.PublicKey), Is.TypeOf<SshAnswer.Accepted>());

        var check = await CheckAsync();

        var uid = (await Server.RunAsRootAsync($"id -u {Tenant}")).Trim();
        Assert.That(check.Others.SelectMany(file => file.PlacesOf(key.PublicKey)), Is.EqualTo(new[] { $"/etc/keys/{Tenant}, line 2", $"/home/{Tenant}/keys-{uid}-100%, line 1" }));
        Assert.That(
            await Platform.Usual.Accounts.FindElsewhereAsync(Session, Tenant, key.PublicKey, CancellationToken.None),
            Is.EqualTo(check.Others.SelectMany(file => file.PlacesOf(key.PublicKey))));
    }

    [Test]
    public async Task Check_LinkToWhatTheAccountMayNotRead_IsNotRead()
    {
        await Server.ConfigureAsync("AuthorizedKeysFile .ssh/authorized_keys .ssh/more");
        await Server.RunAsRootAsync($"ln -s /etc/shadow /home/{Tenant}/.ssh/more");

        Assert.That((await CheckAsync()).Others, Is.EqualTo(new[] { new OtherKeyFile($"/home/{Tenant}/.ssh/more", null) }));
    }

    [Test]
    public async Task Check_SecondNameOfTheUsualFile_IsReadOnce()
    {
        await Server.ConfigureAsync($"AuthorizedKeysFile .ssh/authorized_keys /home/{Tenant}/again");
        await Server.RunAsRootAsync($": >/home/{Tenant}/.ssh/authorized_keys; ln -s .ssh/authorized_keys /home/{Tenant}/again");

        Assert.That((await CheckAsync()).Others, Is.Empty);
    }

    [Test]
    public async Task Check_CommandAndAuthorities_AreInTheSettings()
    {
        await Server.ConfigureAsync("AuthorizedKeysCommand /bin/cat /etc/keys-of-%u\nAuthorizedKeysCommandUser nobody\nTrustedUserCAKeys /etc/ca.pub");

        var settings = (await CheckAsync()).Settings;

        Assert.That((settings.Find("authorizedkeyscommand"), settings.Find("trustedusercakeys")), Is.EqualTo(("/bin/cat /etc/keys-of-%u", "/etc/ca.pub")));
        Assert.That(settings.Home, Is.EqualTo($"/home/{Tenant}"));
    }

    [SetUp]
    public Task ClearAsync() => Server.RunAsRootAsync($"rm -rf /home/{Tenant}/.ssh /home/{Tenant}/keys-* /home/{Tenant}/again /etc/keys; install -d -m 700 -o {Tenant} -g {Tenant} /home/{Tenant}/.ssh");

    private async Task<AccountCheckOutcome.Checked> CheckAsync() =>
        (AccountCheckOutcome.Checked)await Platform.Usual.Accounts.CheckAsync(Session, Tenant, CancellationToken.None);
}
