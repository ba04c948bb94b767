using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace PenguinMails.Ssh.SshNet;

/// <summary>
/// A key of which only the public half is at hand. With more than one algorithm to try, SSH.NET's PrivateKeyAuthenticationMethod
/// asks before it signs (SSH_MSG_USERAUTH_PK_OK): the request for a signature is the server's acceptance of the key.
/// </summary>
internal sealed class OfferedKey(PublicKey key) : IPrivateKeySource
{
    public bool WasAccepted { get; private set; }

    public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms => key.Algorithm == "ssh-rsa"
        ? [new Offer("rsa-sha2-512", key, this), new Offer("rsa-sha2-256", key, this)]
        : [new Offer(key.Algorithm, key, this), new Rejected(key.Algorithm)];

    private sealed class Offer(string name, PublicKey key, OfferedKey owner) : HostAlgorithm(name)
    {
        public override byte[] Data => Convert.FromBase64String(key.Blob);

        public override byte[] Sign(byte[] data)
        {
            owner.WasAccepted = true;
            throw new SshAuthenticationException("The server accepts the key; there is no private half to sign with.");
        }

        public override bool VerifySignature(byte[] data, byte[] signature) => throw new NotSupportedException();
    }

    /// <summary>Comes second, so it is asked for its key only after the server has rejected the first: the same key need not be offered again.</summary>
    private sealed class Rejected(string name) : HostAlgorithm(name)
    {
        public override byte[] Data => throw new SshAuthenticationException("The server rejects the key.");

        public override byte[] Sign(byte[] data) => throw new NotSupportedException();

        public override bool VerifySignature(byte[] data, byte[] signature) => throw new NotSupportedException();
    }
}
