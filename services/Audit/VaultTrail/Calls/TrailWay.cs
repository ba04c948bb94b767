namespace PenguinMails.Audit.VaultTrail.Calls;

/// <summary>A way by which Vault's trail comes to this service.</summary>
internal enum TrailWay
{
    File,
    Socket,
}
