using PenguinMails.Vault.Connection;
using PenguinMails.Vault.KeyValue;
using PenguinMails.Vault.Transit;
using PenguinMails.Vault.Wrapping;

namespace PenguinMails.Vault.Tests.Fixtures;

/// <summary>What stands behind the seam: own HTTP always, VaultSharp with the full package feed. Both meet the same contract.</summary>
internal sealed record Implementation(IKeyValueStore KeyValue, ITransit Transit, IResponseWrapping Wrapping)
{
    public const string Http = "http";
    public const string Sharp = "vaultsharp";

#if VAULTSHARP
    public static readonly string[] All = [Http, Sharp];
#else
    public static readonly string[] All = [Http];
#endif

    public static Implementation Of(VaultConnection connection, string name) => name == Http
        ? new Implementation(
            new HttpKeyValueStore(connection.Wire, "secret"),
            new HttpTransit(connection.Wire, "transit"),
            new HttpResponseWrapping(
                connection.Wire, connection.Bare, new TokenInquiry(connection.Bare, TimeProvider.System), "secret", TimeProvider.System))
        : new Implementation(connection.KeyValue, connection.Transit, connection.Wrapping);
}
