namespace PenguinMails.Ssh.SshNet;

/// <summary>SSH.NET's login with a key, which also hands out the session that logs in: its events and its end are reached by no other way.</summary>
internal sealed class PublicKeyLogin(string username, IPrivateKeySource key) : PrivateKeyAuthenticationMethod(username, key)
{
    /// <summary>Null until the key exchange has ended.</summary>
    public Session? Session { get; private set; }

    public override AuthenticationResult Authenticate(Session session)
    {
        Session = session;
        return base.Authenticate(session);
    }
}
