using System.Text;

namespace PenguinMails.Ssh;

/// <summary>OpenSSH's ssh-keygen, which wants files: they lie on tmpfs, for its owner only, for as long as the program runs.</summary>
internal sealed class OpenSshKeygen(MemoryFolders folders) : IKeyPairGenerator, IPrivateKeyFormat
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public async Task<KeyPair> GenerateAsync(SshKeyType type, string comment, CancellationToken cancellationToken)
    {
        using var folder = folders.Create();
        var file = folder.PathOf("key");
        string[] algorithm = type == SshKeyType.Ed25519 ? ["-t", "ed25519"] : ["-t", "rsa", "-b", "4096"];
        await RunAsync(["-q", .. algorithm, "-N", "", "-C", comment, "-f", file], input: default, cancellationToken);
        return new KeyPair(ReadPrivate(file), PublicKey.Parse(await File.ReadAllTextAsync(file + ".pub", cancellationToken)));
    }

    public async Task<PlainTextPrivateKey> EncryptAsync(
        PlainTextPrivateKey privateKey, string plainTextPassphrase, CancellationToken cancellationToken)
    {
        using var folder = folders.Create();
        var file = folder.Write("key", privateKey.Utf8.Span);
        // Without a terminal (setsid) ssh-keygen reads the passphrase, twice, from its input.
        var input = Encoding.UTF8.GetBytes($"{plainTextPassphrase}\n{plainTextPassphrase}\n");
        await RunAsync(["-q", "-p", "-f", file], input, cancellationToken);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(input);
        return ReadPrivate(file);
    }

    public async Task<PublicKey?> PublicHalfAsync(PlainTextPrivateKey privateKey, CancellationToken cancellationToken)
    {
        using var folder = folders.Create();
        var file = folder.Write("key", privateKey.Utf8.Span);
        // An empty -P: a key with a passphrase is refused instead of asked for.
        var result = await OpenSshProgram.RunAsync("ssh-keygen", ["-y", "-P", "", "-f", file], ReadOnlyMemory<byte>.Empty, Limit, cancellationToken);
        return result.ExitCode == 0 && PublicKey.TryParse(Encoding.ASCII.GetString(result.Output), out var key) ? key : null;
    }

    private static PlainTextPrivateKey ReadPrivate(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var key = new PlainTextPrivateKey(bytes);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    private static async Task RunAsync(string[] arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var result = await OpenSshProgram.RunAsync("setsid", ["-w", "ssh-keygen", .. arguments], input, Limit, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"ssh-keygen ended with {result.ExitCode}: {result.ErrorText.Trim()}");
        }
    }
}
