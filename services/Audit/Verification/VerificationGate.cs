namespace PenguinMails.Audit.Verification;

/// <summary>Lets one check of the whole ledger run at a time.</summary>
internal sealed class VerificationGate
{
    private int _isBusy;

    public bool TryEnter() => Interlocked.Exchange(ref _isBusy, 1) == 0;

    public void Leave() => Volatile.Write(ref _isBusy, 0);
}
