namespace VideoFeat.Datasets;

/// <summary>
/// Things that are dear to open, lent out by key and kept for the next user; the one used longest ago goes when there are too many. Any number of threads at a time.
/// </summary>
internal sealed class Shelf<TKey, TValue>(int capacity, bool shared, Func<TKey, TValue> open) : IDisposable
    where TKey : notnull
    where TValue : class, IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Place> _places = []; // used last: first
    private bool _disposed;

    /// <summary>Lends one: of a shared shelf to several users at a time, else to one alone. Give it back by disposing the loan.</summary>
    public Loan Take(TKey key)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            for (LinkedListNode<Place>? node = _places.First; node is not null; node = node.Next)
            {
                Place place = node.Value;
                if ((shared || place.Users == 0) && place.Key.Equals(key))
                {
                    _places.Remove(node);
                    _places.AddFirst(node);
                    place.Users++;
                    return new Loan(this, place);
                }
            }
        }

        // Outside the lock: others need not wait for the disk. Two threads may open the same; both are kept.
        var opened = new Place(key, open(key)) { Users = 1 };
        lock (_lock)
        {
            _places.AddFirst(opened);
            return new Loan(this, opened);
        }
    }

    public void Dispose()
    {
        Place[] all;
        lock (_lock)
        {
            _disposed = true;
            all = [.. _places.Where(p => p.Users == 0)];
            _places.Clear();
        }

        Array.ForEach(all, p => p.Value.Dispose());
    }

    private void GiveBack(Place place)
    {
        var gone = new List<Place>();
        lock (_lock)
        {
            place.Users--;
            if (_disposed && place.Users == 0)
            {
                gone.Add(place);
            }

            for (LinkedListNode<Place>? node = _places.Last; node is not null && _places.Count > capacity;)
            {
                LinkedListNode<Place>? before = node.Previous;
                if (node.Value.Users == 0)
                {
                    _places.Remove(node);
                    gone.Add(node.Value);
                }

                node = before;
            }
        }

        gone.ForEach(p => p.Value.Dispose());
    }

    internal sealed class Place(TKey key, TValue value)
    {
        public TKey Key { get; } = key;

        public TValue Value { get; } = value;

        public int Users { get; set; }
    }

    internal readonly struct Loan(Shelf<TKey, TValue> shelf, Place place) : IDisposable
    {
        public TValue Value => place.Value;

        public void Dispose() => shelf.GiveBack(place);
    }
}
