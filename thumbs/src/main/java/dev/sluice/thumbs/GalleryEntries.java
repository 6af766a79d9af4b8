package dev.sluice.thumbs;

import dev.sluice.thumbs.gallery.Gallery;
import dev.sluice.thumbs.image.Spec;
import dev.sluice.thumbs.image.Variant;
import dev.sluice.thumbs.list.FetchedOriginal;
import dev.sluice.thumbs.list.FileOriginal;
import dev.sluice.thumbs.list.Original;
import dev.sluice.thumbs.store.Layout;
import dev.sluice.thumbs.store.Photo;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the photos of a run into its gallery: the sheet has their smallest thumbnails, and a click shows the largest ones. Where
 * there is one size, it shows the photo itself.
 */
record GalleryEntries(Gallery gallery, Layout layout, Variant small, Variant large) implements Consumer<Photo> {
    private static final Comparator<Variant> BY_SIZE = Comparator.comparingInt(
            each -> Math.max(each.size().width(), each.size().height()));

    static GalleryEntries of(Gallery gallery, Spec spec) {
        List<Variant> sorted = spec.variants().stream().sorted(BY_SIZE).toList();
        return new GalleryEntries(gallery, new Layout(spec.variants()), sorted.getFirst(), sorted.getLast());
    }

    @Override
    public void accept(Photo photo) {
        boolean oneSize = small.size().equals(large.size());
        gallery.add(name(photo, small), name(photo, large), oneSize ? file(photo.original()) : null);
    }

    private Path name(Photo photo, Variant variant) {
        return layout.name(photo.name(), photo.format(), variant);
    }

    private static @Nullable Path file(Original original) {
        return switch (original) {
            case FileOriginal file -> file.path();
            case FetchedOriginal fetched -> file(fetched.original());
            default -> null;
        };
    }
}
