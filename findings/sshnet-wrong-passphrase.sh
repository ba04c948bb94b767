#!/usr/bin/env bash
# SSH.NET 2026.0.0: a wrong passphrase for an encrypted private key gives another exception for each file format: SshException for
# OpenSSH's own format, others from the cryptography below for PKCS#8 and for traditional PEM. Only a missing passphrase has an
# exception of its own (SshPassPhraseNullOrEmptyException).
# Expected: one documented exception that says "wrong passphrase", whatever the file's format.
set -euo pipefail
version=2026.0.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

ssh-keygen -q -t rsa -b 2048 -N right-passphrase -C probe -f openssh
ssh-keygen -q -t ed25519 -N right-passphrase -C probe -f openssh-ed25519
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -aes256 -pass pass:right-passphrase -out pkcs8 2>/dev/null
openssl genrsa -traditional -aes256 -passout pass:right-passphrase -out traditional 2048 2>/dev/null

cat >probe.cs <<C
#:package SSH.NET@$version
#:property PublishAot=false
using Renci.SshNet;

foreach (var file in args)
{
    using (new PrivateKeyFile(file, "right-passphrase"))
    {
    }

    // Padding that happens to look right, once in 256, gives yet another exception: the most frequent of five counts.
    var types = new List<string>();
    for (var attempt = 0; attempt < 5; attempt++)
    {
        try
        {
            using var key = new PrivateKeyFile(file, \$"wrong-passphrase-{attempt}");
            types.Add("no exception");
        }
        catch (Exception exception)
        {
            types.Add(exception.GetType().FullName!);
        }
    }

    Console.WriteLine(\$"{file}: {types.GroupBy(type => type).MaxBy(group => group.Count())!.Key}");
}
C
seen=$(dotnet run probe.cs -- openssh openssh-ed25519 pkcs8 traditional)
echo "SSH.NET $version, a wrong passphrase:"
sed 's/^/  /' <<<"$seen"
expected='openssh: Renci.SshNet.Common.SshException
openssh-ed25519: Renci.SshNet.Common.SshException
pkcs8: Org.BouncyCastle.Crypto.InvalidCipherTextException
traditional: System.Security.Cryptography.CryptographicException'
[ "$seen" = "$expected" ] || { echo "The behaviour has changed."; exit 1; }
