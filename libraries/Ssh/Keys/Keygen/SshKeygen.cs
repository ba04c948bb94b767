namespace PenguinMails.Ssh;

/// <summary>
/// Makes keys and changes their form. Ed25519 keys are made within this process; for the rest there is ssh-keygen, which wants files:
/// they lie on tmpfs, for their owner only, for as long as the program runs.
/// </summary>
internal sealed class SshKeygen(MemoryFolders folders, IOptions<SshOptions> options) : IKeyPairGenerator, IPrivateKeyFormat
{
    public async Task<KeyPair> GenerateAsync(SshKeyType type, string comment, CancellationToken cancellationToken)
    {
        // Paramiko reads a comment that is empty or ends beyond ASCII as padding, and refuses the key.
        if (comment.Length is 0 or > 200 || !comment.All(letter => letter is >= ' ' and <= '~'))
        {
            throw new ArgumentException("A key's comment is printable ASCII, 1 to 200 characters.", nameof(comment));
        }

        using var activity = SshTelemetry.Source.StartActivity("ssh key generate");
        activity?.SetTag("ssh.key_type", type.Name());
        return type == SshKeyType.Ed25519 ? Ed25519KeyPair.Generate(comment) : await GenerateRsaAsync(comment, cancellationToken);
    }

    public async Task<PlainTextPrivateKey> EncryptAsync(
        PlainTextPrivateKey privateKey, string plainTextPassphrase, CancellationToken cancellationToken)
    {
        if (PassphraseRules.FaultOf(plainTextPassphrase) is { } fault)
        {
            throw new ArgumentException(fault, nameof(plainTextPassphrase));
        }

        using var activity = SshTelemetry.Source.StartActivity("ssh-keygen encrypt");
        using var folder = folders.Create();
        var file = folder.Write("key", privateKey.Utf8.Span);
        // Without a terminal (setsid) ssh-keygen reads the passphrase, twice, from its input. Asked for an old one it would take
        // the first line for that and change nothing, or so it is made sure before.
        if (await ReadPublicKeyAsync(file, cancellationToken) is null)
        {
            throw new FormatException("OpenSSH cannot read the private key, or it has a passphrase already.");
        }

        var line = Encoding.UTF8.GetBytes(plainTextPassphrase + "\n");
        byte[] input = [.. line, .. line];
        try
        {
            var result = await RunAsync(["-q", "-p", "-Z", "aes256-ctr", "-f", file], input, cancellationToken);
            return result.ExitCode == 0 ? ReadPrivate(file) : throw new SshToolException($"ssh-keygen could not encrypt a key (exit code {result.ExitCode}).");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
            CryptographicOperations.ZeroMemory(input);
        }
    }

    public async Task<PublicKey?> PublicHalfAsync(PlainTextPrivateKey privateKey, CancellationToken cancellationToken)
    {
        using var folder = folders.Create();
        return await ReadPublicKeyAsync(folder.Write("key", privateKey.Utf8.Span), cancellationToken);
    }

    private async Task<KeyPair> GenerateRsaAsync(string comment, CancellationToken cancellationToken)
    {
        using var folder = folders.Create();
        var file = folder.PathOf("key");
        var result = await RunAsync(["-q", "-t", "rsa", "-b", "4096", "-N", "", "-C", comment, "-f", file], input: default, cancellationToken);
        return result.ExitCode == 0
            ? new KeyPair(ReadPrivate(file), PublicKey.Parse((await File.ReadAllTextAsync(file + ".pub", cancellationToken)).TrimEnd()))
            : throw new SshToolException($"ssh-keygen could not make a key: {result.ErrorText.Trim()}");
    }

    private async Task<PublicKey?> ReadPublicKeyAsync(string file, CancellationToken cancellationToken)
    {
        var result = await RunAsync(["-y", "-P", "", "-f", file], input: default, cancellationToken);
        return result.ExitCode == 0 && PublicKey.TryParse(Encoding.UTF8.GetString(result.Output).TrimEnd(), out var key) ? key : null;
    }

    private static PlainTextPrivateKey ReadPrivate(string file)
    {
        var bytes = File.ReadAllBytes(file);
        try
        {
            return new PlainTextPrivateKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private async Task<ProgramResult> RunAsync(string[] arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var limit = options.Value.KeyTimeout;
        var result = await KeygenProcess.RunAsync("setsid", ["-w", "ssh-keygen", .. arguments], input, limit, cancellationToken);
        return result.ExitCode is not null ? result : throw new SshToolException($"ssh-keygen did not end within {limit.TotalSeconds:0.#} s.");
    }
}
