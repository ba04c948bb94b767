using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.TenantServers;

[Category("Component")]
public sealed class TenantServerTests
{
    private const string Tenant = "tenant-550e8400";
    private TestSshServer _server = null!;

    [SetUp]
    public async Task StartServer() => _server = await TestSshServer.StartAsync();

    [TearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task BootstrapKey_OfANewServer_OpensTheAdminAccountWithSudoOnly()
    {
        Assert.That(await SshClient.RunAsync(_server, TenantServer.AdminAccount, _server.BootstrapKeyPath, "sudo -n id -un; hostname"), Is.EqualTo("root\ntenant.test\n"));
        Assert.That(() => SshClient.RunAsync(_server, Tenant, _server.BootstrapKeyPath, "id"), Throws.InstanceOf<ToolFailedException>());
        Assert.That(_server.Log, Does.Contain("Accepted key ED25519 SHA256:"));
    }

    [Test]
    public async Task Tenant_LookingAround_SeesNothingOfTheMachineAndMayNotBecomeRoot()
    {
        await LetTenantInAsync();
        var secret = Path.Combine(TestFolder.Create("machine"), "secret");
        await File.WriteAllTextAsync(secret, "of the machine");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var script = $"""
            cat {secret} /etc/shadow /root/* && echo LEAKED
            sudo -n id && echo LEAKED
            ls {RepositoryFolder.Find()} {TestFolder.Create("other")} && echo LEAKED
            ls /dev | grep -E '^(sd|vd|nvme|mem|kmsg|fuse)' && echo LEAKED
            grep -q '^{Environment.UserName}:x:[^0]' /etc/passwd && echo LEAKED
            ls -d /proc/{Environment.ProcessId}/cwd && echo LEAKED
            touch /usr/bin/x /etc/x && echo LEAKED
            find / -xdev -perm -o+w -type f ! -path '/proc/*' 2>/dev/null | grep . && echo LEAKED
            id -un
            """;
        Assert.That(await RunAsTenantAsync(script), Does.Not.Contain("LEAKED").And.EndsWith(Tenant + "\n"));
    }

    [Test]
    public async Task Admin_WithSudo_CannotChangeTheMachine()
    {
        var script = """
            sudo mount -t tmpfs none /mnt && echo CHANGED
            sudo mknod /tmp/disk b 254 0 && echo CHANGED
            sudo sh -c 'echo x >/proc/sys/kernel/core_pattern' && echo CHANGED
            sudo touch /usr/bin/x && echo CHANGED
            sudo hostname other && echo CHANGED
            sudo nsenter -t 1 -m true && echo CHANGED
            sudo sh -c 'echo b >/proc/sysrq-trigger' && echo CHANGED
            true
            """;
        Assert.That(await SshClient.RunAsync(_server, TenantServer.AdminAccount, _server.BootstrapKeyPath, script), Is.Empty);
    }

    [Test]
    public async Task Restart_KeepsAccountsFilesAndHostKey()
    {
        await LetTenantInAsync();
        await RunAsTenantAsync("echo kept >note");
        var hostKey = _server.HostKey;

        await _server.StopAsync();
        Assert.That(() => RunAsTenantAsync("id"), Throws.InstanceOf<ToolFailedException>());
        await _server.StartAgainAsync();

        Assert.That(await RunAsTenantAsync("cat note"), Is.EqualTo("kept\n"));
        Assert.That(_server.HostKey, Is.EqualTo(hostKey));
    }

    [Test]
    public async Task ReplaceHostKey_GivesAnother()
    {
        var before = _server.HostKey;
        await _server.ReplaceHostKeyAsync();
        Assert.That(_server.HostKey, Is.Not.EqualTo(before));
        Assert.That(await SshClient.RunAsync(_server, TenantServer.AdminAccount, _server.BootstrapKeyPath, "echo in"), Is.EqualTo("in\n"));
    }

    [Test]
    public async Task Faults_ImmutablePausedAndCut_AreFeltAndEnd()
    {
        await LetTenantInAsync();
        await _server.SetImmutableAsync($"/home/{Tenant}/.ssh/authorized_keys", immutable: true);
        Assert.That(() => _server.RunAsRootAsync($"echo x >>/home/{Tenant}/.ssh/authorized_keys"), Throws.InvalidOperationException);
        await _server.SetImmutableAsync($"/home/{Tenant}/.ssh/authorized_keys", immutable: false);

        _server.Pause();
        Assert.That(() => RunAsTenantAsync("id"), Throws.InstanceOf<ToolFailedException>());
        _server.Resume();

        var running = RunAsTenantAsync("touch started; sleep 60");
        await Eventually.Async(async () => (await _server.RunAsRootAsync($"ls /home/{Tenant}")).Contains("started"));
        _server.CutConnections();
        Assert.That(() => running, Throws.InstanceOf<ToolFailedException>());
        Assert.That(await RunAsTenantAsync("echo in"), Is.EqualTo("in\n"));
    }

    [Test]
    public async Task FillHome_LeavesNoRoom()
    {
        await using var small = await TestSshServer.StartAsync(new TestSshServerOptions { HomeSize = "256k" });
        await small.FillHomeAsync();
        Assert.That(() => small.RunAsRootAsync("echo more >/home/penguin-admin/more"), Throws.InvalidOperationException);
        await small.FreeHomeAsync();
        await small.RunAsRootAsync("echo more >/home/penguin-admin/more");
    }

    private Task<string> RunAsTenantAsync(string script) => SshClient.RunAsync(_server, Tenant, _server.BootstrapKeyPath, script);

    private async Task LetTenantInAsync() => await _server.RunAsRootAsync($"""
        install -m 600 -o {Tenant} -g {Tenant} /home/penguin-admin/.ssh/authorized_keys /home/{Tenant}/.ssh/authorized_keys
        """);
}
