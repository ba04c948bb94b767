using System.Net;

namespace PenguinMails.LocalComponents;

/// <summary>
/// One tenant's server: a real sshd with its own accounts, file system, processes and host name on its own loopback
/// address, and a real mail server beside it where one is wanted. It needs root and the right to make namespaces; see <see cref="TenantServerSupport"/>.
/// </summary>
/// <param name="folder">Its state folder; accounts and keys in it survive a restart.</param>
/// <param name="hostName">What it calls itself.</param>
/// <param name="address">A loopback address.</param>
/// <param name="port">Where sshd listens.</param>
public sealed class TenantServer(string folder, string hostName, string address, int port)
{
    /// <summary>The account through which the platform works; it may use sudo without a password.</summary>
    public const string AdminAccount = "penguin-admin";

    public string Folder => folder;

    public string HostName => hostName;

    public string Address => address;

    public int Port => port;

    /// <summary>Accounts without rights, as tenants have them. Made on the first start.</summary>
    public IReadOnlyList<string> TenantAccounts { get; init; } = [];

    /// <summary>First user id of its accounts. Servers with different ones share no user, not even in the kernel's limits.</summary>
    public int UidBase { get; init; } = 200_000;

    /// <summary>When set, /home is a memory file system of this size (as mount(8) writes it, "256k"), lost at a restart.</summary>
    public string? HomeSize { get; init; }

    /// <summary>The mail server that it runs beside sshd; null: none.</summary>
    public TenantMailServer? Mail { get; init; }

    /// <summary>Private half of the key that opens the admin account before enrolment. For development and tests only.</summary>
    public string BootstrapKeyPath => Path.Combine(folder, "bootstrap_key");

    /// <summary>File with the public half of the host key.</summary>
    public string HostKeyFile => Path.Combine(folder, "ssh_host_ed25519_key.pub");

    /// <summary>The host key as in known_hosts: algorithm and base64.</summary>
    public string HostKey => PublicKeyOf("ssh_host_ed25519_key");

    /// <summary>Runs sshd until it is told to stop by SIGTERM. Writes the fingerprints of accepted keys to stderr.</summary>
    public ComponentCommand Command
    {
        get
        {
            var env = new Dictionary<string, string>
            {
                ["PM_FOLDER"] = folder,
                ["PM_ADDRESS"] = address,
                ["PM_PORT"] = $"{port}",
                ["PM_HOSTNAME"] = hostName,
                ["PM_UID_BASE"] = $"{UidBase}",
            };
            if (HomeSize is not null)
            {
                env["PM_HOME_SIZE"] = HomeSize;
            }

            foreach (var (name, value) in Mail?.Env ?? [])
            {
                env[name] = value;
            }

            return ComponentCommand.Script("tenant-server.sh", folder, env);
        }
    }

    /// <summary>Makes the host key and the bootstrap key on first use, and writes what the command reads.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await EnsureKeyAsync("ssh_host_ed25519_key", hostName, cancellationToken);
        await EnsureKeyAsync("bootstrap_key", "bootstrap", cancellationToken);
        var accounts = TenantAccounts.Select(name => $"{name} tenant\n").Prepend($"{AdminAccount} admin bootstrap_key.pub\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "accounts"), string.Concat(accounts), cancellationToken);
        Mail?.PrepareCertificate(folder, [hostName], IPAddress.Parse(address));
    }

    /// <summary>Gives the server another host key at its next start, as an impostor or a rebuilt server would have.</summary>
    public async Task ReplaceHostKeyAsync(CancellationToken cancellationToken = default)
    {
        File.Delete(Path.Combine(folder, "ssh_host_ed25519_key"));
        File.Delete(Path.Combine(folder, "ssh_host_ed25519_key.pub"));
        await EnsureKeyAsync("ssh_host_ed25519_key", hostName, cancellationToken);
    }

    private async Task EnsureKeyAsync(string name, string comment, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path + ".pub"))
        {
            File.Delete(path); // a pair that was not completed
            await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path], cancellationToken: cancellationToken);
        }
    }

    private string PublicKeyOf(string name) =>
        string.Join(' ', File.ReadAllText(Path.Combine(folder, name + ".pub")).Split(' ').Take(2)).Trim();
}
