namespace PenguinMails.DevVault.Barrier;

/// <param name="Encryptions">Since the key was installed or the server started, whichever was later.</param>
internal sealed record KeyStatus(uint Term, DateTimeOffset Installed, long Encryptions);
