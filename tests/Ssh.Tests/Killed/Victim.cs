namespace PenguinMails.Ssh.Tests.Killed;

/// <summary>A process that is in the middle of an edit when a test kills it.</summary>
internal static class Victim
{
    public const string Ready = "the session is open";

    /// <param name="arguments">Address, port, host key, file of the admin's private key, account, key id, public key.</param>
    public static async Task Main(string[] arguments)
    {
        using var platform = new Platform();
        await platform.StartAsync();
        await platform.UseKeygenAsync();
        var endpoint = new SshEndpoint(arguments[0], int.Parse(arguments[1]), PublicKey.Parse(arguments[2]));
        using var key = new PlainTextPrivateKey(await File.ReadAllBytesAsync(arguments[3]));
        var opening = await platform.Connector.OpenAsync(endpoint, new SshIdentity("penguin-admin", key), CancellationToken.None);
        await using var session = ((SshOpening.Opened)opening).Session;
        await Console.Out.WriteLineAsync(Ready);
        await session.EditAsync(new AuthorizedKeysEdit(arguments[4], Servers.Scope, 1)
        {
            Put = [new AuthorizedKey(Guid.Parse(arguments[5]), PublicKey.Parse(arguments[6]))],
        });
    }
}
