namespace PenguinMails.DevVault.Hosting;

/// <summary>What it says of itself at each start, so that nobody takes it for the real thing.</summary>
internal static class Banner
{
    public static void Show(TextWriter output, string address, string storage, bool isInitialized) => output.WriteLine(
        $"""
        ==> PenguinMails DevVault: a development-only server that speaks HashiCorp Vault's HTTP API.
            It is NOT Vault, has had no security review, and must never hold real secrets.

                     Api Address: {address}
                         Storage: {storage}{(storage == "inmem" ? " (everything is gone when it stops)" : string.Empty)}
                           State: {(isInitialized ? "sealed; unseal it with PUT /v1/sys/unseal" : "not initialised; PUT /v1/sys/init makes its keys")}

        ==> DevVault server started.
        """);
}
