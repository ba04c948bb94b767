namespace PenguinMails.Postgres;

/// <summary>Wakes the relay of this process when a transaction with messages has committed.</summary>
public sealed class OutboxSignal : AsyncAutoResetEvent;
